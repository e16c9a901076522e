import type { Lists } from "./compile.ts";

/** Places outside Roblox where people talk. `OTHER_WORD` are also words of their own, so they need a clearer phrase. */
export const PLATFORMS: Lists = {
  PLATFORM: `discord | discrd | dicord | disc ord | discort | dizzcord | snapchat | snap chat | snapchatt | insta | instagram |
    instgram | instragram | ig | iggy | finsta | tiktok | tik tok | whatsapp | whats app | whatsap | watsapp | wattsapp |
    wasap | wassap | wpp | wsp | whatssapp | telegram | facebook | fb | kik | skype | youtube | yt | twitch | twitter |
    xbox | xbox live | psn | playstation | facetime | face time | viber | wechat | omegle | yubo | guilded | bereal |
    teamspeak | onlyfans | reddit | vsco | google meet | hangouts | group chat | groupchat | vk`,
  OTHER_WORD: "snap | signal | steam | zoom | disc | dc | tele | zap | messenger | wa | sc | wizz",
  APP: "PLATFORM | OTHER_WORD",
};
