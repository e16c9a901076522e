/**
 * Whether a line is another speaker's: `Robin: I want stew!`, `Old Bess (laughing): "Never!"`. Not `Remember: the gate closes`, and
 * not `Stew: two coins`, which says something of stew. Scripts without capitals need words that are said to somebody.
 */
export function isOthersLine(line: string): boolean {
  const [, capital, spoken, surname] = NAME.exec(line) ?? [];
  const name = capital ?? spoken ?? surname;
  return name !== undefined && !LABEL.test(name);
}

/** Whether a line is one of the cast's, whose names may be words that name no speaker elsewhere: Rose, Note, Guard. */
export function isLineOf(line: string, others: ReadonlySet<string>): boolean {
  const name = others.size === 0 ? undefined : BEFORE_WORDS.exec(line)?.[1];
  return name !== undefined && others.has(name.toLowerCase());
}

const BEFORE_WORDS =
  /^(?:[—–]\s?|["“])?([\p{L}\p{M}\p{N}'’. -]{1,40}?)(?: ?\([^()]{1,40}\))?["”]?[\s\u0089]{0,3}(?:[:：]\s*(?=["“«„¿¡…]{0,2}[\p{Lu}\p{Lo}])|\s[-–—]\s(?=["“«„]))/u;

const NAME = new RegExp(
  '^(?:[—–]\\s?|["“])?(?:((?:The |Old |An? )?\\p{Lu}[\\p{L}\'’.-]{1,20}(?: (?:of |the |de |von |van |der )?\\p{Lu}[\\p{L}\'’-]{1,20}){0,2}(?: ?\\d)?)(?: ?\\([^()]{1,40}\\))?[\\s\u0089]{0,3}(?:[:：]\\s*(?=["“«„¿¡…]?[\\p{Lu}\\p{Lo}])|\\s[-–—]\\s(?=["“«„]))|' +
    "([\\p{sc=Han}·]{2,4}|[\\p{sc=Kana}ー・]{2,10}|\\p{sc=Hang}{2,4}) ?[:：]\\s*(?=.*(?:[我你您吗呢吧？！?!「“]|です|ます|요))|" +
    "([张王李赵刘陈杨黄周吴徐孙朱马胡郭何罗宋郑谢韩唐冯董萧程曹袁邓许沈曾彭吕苏卢蒋蔡贾丁魏薛叶潘杜戴夏钟汪田姜范姚谭廖邹熊陆郝孔崔康邱秦顾侯邵孟龙段雷钱汤尹黎武乔贺赖龚老小阿]\\p{sc=Han}{1,2})[:：])",
  "u",
);

/** Words before a colon that name no speaker. */
const ENGLISH =
  "remember|note|notice|listen|look|see|hear|here|there|now|then|first(?:ly)?|second(?:ly)?|third(?:ly)?|last(?:ly)?|finally|next|also|plus|but|and|or|so|well|still|yes|no|aye|nay|ah|oh|hey|hm+|mind|beware|warning|caution|careful|danger|attention|" +
  "hint|clue|tip|advice|rule|law|fact|truth|lie|secret|rumou?r|news|gossip|legend|story|tale|moral|lesson|motto|proverb|saying|riddle|question|answer|puzzle|problem|trouble|solution|reason|result|reward|price|cost|deal|bargain|offer|bet|wager|promise|oath|" +
  "confession|apology|excuse|proof|example|exception|condition|option|choice|plan|step|task|quest|mission|goal|order|orders|command|password|sign|name|names|title|age|home|job|work|trade|skill|favou?rite|food|drink|drinks|menu|special|specials|breakfast|lunch|" +
  "dinner|supper|dessert|ale|beer|cider|wine|mead|water|milk|tea|coffee|stew|soup|bread|loaf|pie|cheese|meat|fish|apples?|eggs|room|rooms|bed|beds|board|total|sum|change|today|tonight|tomorrow|yesterday|morning|noon|evening|night|midnight|dawn|dusk|" +
  "monday|tuesday|wednesday|thursday|friday|saturday|sunday|spring|summer|autumn|winter|north|south|east|west|left|right|up|down|inside|outside|gate|inn|mill|market|road|bridge|castle|forest|town|village|river|one|two|three|four|five|six|seven|eight|nine|ten|" +
  "simple|easy|honest(?:ly)?|true|false|better|best|worse|worst|good|bad|maybe|perhaps|because|though|however|otherwise|meanwhile|anyway|besides|indeed|again|always|never|only|just|more|less|what|who|where|when|why|how|which|this|that|these|those|it|i|you|he|she|we|they|my|your|his|her|our|their|" +
  "think|know|believe|imagine|consider|guess|say|tell|ask|try|take|give|go|come|wait|stop|keep|pay|choose|pick|bring|follow|forget|dear|p\\.?s|friends?|folks|everyone|everybody|nobody|love|lanterns?|shoes?|swords?|potions?|weapons?|armou?r|tools?|items?|wares|stock|goods|coins?|gold|silver|copper|weather|time|hours|opening|open|closed|bonus|summary|conclusion|in";
const OTHERS =
  "recuerda|nota|ojo|escucha|mira|consejo|regla|secreto|pista|aviso|cuidado|precio|hoy|mañana|primero|lembre|atenção|dica|regra|segredo|hoje|cuidado|olha|escuta|rappel|attention|écoute[z]?|regarde|conseil|règle|secret|prix|aujourd['’]hui|d['’]abord|" +
  "merke?|achtung|hinweis|tipp|regel|geheimnis|preis|heute|morgen|zuerst|frage|antwort|ricorda|attenzione|ascolta|consiglio|regola|oggi|ingat|catatan|dengar|perhatian|hari|помни|внимание|слушай|совет|правило|сегодня|вопрос|ответ|цена|" +
  "记住|注意|提示|听着|今天|今日|菜单|价格|问题|答案|原因|总之|例如|比如|首先|其次|最后|方向|任务|金币|秘密|小心|小吃|小贴士|老话|老规矩|メニュー|ヒント|ルール|ポイント|메뉴|주의|힌트|비밀|가격|오늘";

const LABEL = new RegExp(`(?:^|[\\s'’-])(?:${ENGLISH}|${OTHERS})(?![\\p{L}])`, "iu");

/** `Robin says: "Hi!"`, and of the cast also `Robin says, "Hi!"`; not a mother, a song or a sign, who are told of. */
export function isToldOfAnother(line: string, others: ReadonlySet<string>): boolean {
  const [, name = "", sign] = TOLD.exec(line) ?? [];
  return sign !== undefined && (sign !== "," || others.has(name.toLowerCase()));
}

const TOLD =
  /^(?!(?:my|our|your|his|her|their|the|an?|it|this|that|he|she|they|i|you|we|who|what|which|people|folks?|everyone|somebody|someone|nobody|legend|rumou?r|word|mother|mum|mom|mama|father|dad|papa|gran|grandma|grandpa|granny|nana|auntie?|uncle)\b)(\p{L}[\p{L}'’-]{1,20}(?: \p{L}[\p{L}'’-]{1,20})?)(?: ?\([^()]{1,40}\))? (?:says?|asks?|repl(?:ies|y)|answers?|shouts?|whispers?|mutters?|exclaims?|yells?|calls?|cries|laughs?|adds?|responds?)(?: \p{L}+ly)?([:：,])\s*["“«„]/iu;

/** Who is no name, and never the speaker where that is another: told before anything else is. */
export const SOMEBODY =
  "(?:the |an? |old |young |el |la |le |der |die )?(?:guards?|merchant|blacksmith|barkeep|bartender|barmaid|king|queen|prince|princess|knight|wizard|witch|soldier|villagers?|bandit|thief|stranger|narrator|man|woman|boy|girl|child|kid|crowd|everyone|customers?|patrons?|random (?:guy|person)|npc ?\\d|person ?(?:\\d|[AB])|speaker ?(?:\\d|[AB])|" +
  "guardia|mercader|comerciante|rey|reina|hombre|mujer|herrero|narrador|cliente|guarda|mercador|rei|rainha|ferreiro|garde|marchand|roi|reine|forgeron|narrateur|client|wache|händler|könig|schmied|erzähler|gast|kunde|" +
  "стражник|торговец|король|рассказчик|гость|客人|商人|侍卫|守卫|店小二|村民|国王|旅人|旁白|衛兵|상인|경비병|손님)";
