import type { Migration } from "kysely/migration";
import { first } from "./migrations/001-first.ts";
import { openTalks } from "./migrations/002-open-talks.ts";
import { turnIdsInAnyLetters } from "./migrations/003-turn-ids-in-any-letters.ts";
import { actsAndNews } from "./migrations/004-acts-and-news.ts";
import { notificationsSentAgain } from "./migrations/005-notifications-sent-again.ts";
import { playerIdsAsStrings } from "./migrations/006-player-ids-as-strings.ts";
import { manyRelays } from "./migrations/007-many-relays.ts";
import { sharedLimits } from "./migrations/008-shared-limits.ts";
import { sharedBudgets } from "./migrations/009-shared-budgets.ts";
import { sharedMinutes } from "./migrations/010-shared-minutes.ts";
import { oldTurnsByIndex } from "./migrations/011-old-turns-by-index.ts";
import { leftBehind } from "./migrations/012-left-behind.ts";
import { sharedHolds } from "./migrations/013-shared-holds.ts";
import { toldOnce } from "./migrations/014-told-once.ts";

/**
 * Never change one that has landed; add the next. It only adds: while relays are replaced one by one, those of the release before
 * are at work on the same schema. What nobody needs any more goes a release later.
 */
export const migrations: Record<string, Migration> = {
  "001-first": { up: first },
  "002-open-talks": { up: openTalks },
  "003-turn-ids-in-any-letters": { up: turnIdsInAnyLetters },
  "004-acts-and-news": { up: actsAndNews },
  "005-notifications-sent-again": { up: notificationsSentAgain },
  "006-player-ids-as-strings": { up: playerIdsAsStrings },
  "007-many-relays": { up: manyRelays },
  "008-shared-limits": { up: sharedLimits },
  "009-shared-budgets": { up: sharedBudgets },
  "010-shared-minutes": { up: sharedMinutes },
  "011-old-turns-by-index": { up: oldTurnsByIndex },
  "012-left-behind": { up: leftBehind },
  "013-shared-holds": { up: sharedHolds },
  "014-told-once": { up: toldOnce },
};
