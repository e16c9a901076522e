/**
 * How a stage direction begins in languages other than English, with the words that models write most. Where a script sets blanks
 * a word ends there; a stem ends with `~`, and any ending may follow it.
 */
// prettier-ignore
export const DEEDS_ABROAD: { what: string; begins: string; example: [wrote: string, said: string] }[] = [
  { what: "Spanish", begins: "sonr[íi]e(?:ndo)?|r[íi]e(?:ndo)?|se r[íi]e|asiente|asintiendo|suspira~|guiña~|susurra~|murmura~|limpia~|mira (?:a|al|hacia)|mirando|se~ (?:inclina|encoge|acerca|gira|rasca)|señala~|levanta~|con una sonrisa|saluda~|frunce|tose", example: ["Buenas noches, *sonríe con calma* amigo.", "Buenas noches, amigo."] },
  { what: "Portuguese", begins: "sorri(?:ndo)?|ri(?:ndo)?|acena~|assente|suspira~|pisca~|sussurra~|murmura~|limpa~|olha (?:para|ao)|olhando|se (?:inclina|aproxima|vira)|inclina-se|aponta~|com um sorriso|encolhe|coça", example: ["Boa noite, *sorri* amigo.", "Boa noite, amigo."] },
  { what: "French", begins: "souri(?:t|ant|s)|en souriant|ri(?:t|ant)|hoche~|soupir(?:e|ant)|chuchot(?:e|ant)|murmur(?:e|ant)|fait un clin|essui(?:e|yant)|regard(?:e|ant)|se (?:penche|tourne|gratte|rapproche)|hausse les|pointe|salue|avec un sourire|lève", example: ["Bonsoir, *sourit en essuyant le comptoir* mon ami.", "Bonsoir, mon ami."] },
  { what: "German", begins: "lächel~|lach(?:t|end)|nick(?:t|end)|seufz~|zwinker~|flüster~|murmel(?:t|nd)|grins(?:t|end)|wisch(?:t|end)|schaut|blickt|zeigt auf|zuckt|räusper~|lehnt|beugt|wink(?:t|end)|mit einem Lächeln|kratzt|verbeugt|hebt|dreht sich", example: ["Guten Abend, *wischt den Tresen* mein Freund.", "Guten Abend, mein Freund."] },
  { what: "Italian", begins: "sorrid(?:e|endo)|ridacchia~|ridendo|annui~|sospir(?:a|ando)|sussurr(?:a|ando)|strizza|pulisc~|guarda (?:verso|il|la)|guardando|si (?:china|volta|gratta|avvicina)|indica~|con un sorriso|alza le|scuote", example: ["Buonasera, *annuisce* amico.", "Buonasera, amico."] },
  { what: "Dutch", begins: "glimlach~|lacht|knikt|zucht(?:end)?|knipoog~|fluister(?:t|end)|veegt|kijkt|wijst naar|haalt (?:haar|zijn) schouders|leunt|buigt|grijns~", example: ["Goedenavond, *glimlacht* vriend.", "Goedenavond, vriend."] },
  { what: "Polish", begins: "uśmiech~ się|śmiej~ się|kiwa|wzdycha~|mruga~|szepcze|wyciera|patrzy na|wskazuje|wzrusza|pochyla~|kłania się", example: ["Dobry wieczór, *uśmiecha się* siadaj.", "Dobry wieczór, siadaj."] },
  { what: "Indonesian", begins: "tersenyum|tertawa|terkekeh|mengangguk|menghela|berbisik|berkedip|mengedip~|mengelap|menatap|menunjuk|melambai~|mengangkat|membungkuk|menggeleng~|sambil tersenyum", example: ["Selamat malam, *tersenyum ramah* silakan duduk.", "Selamat malam, silakan duduk."] },
  { what: "Vietnamese", begins: "mỉm cười|cười|gật đầu|thở dài|nháy mắt|thì thầm|lau bàn|nhìn|vẫy tay|cúi|lắc đầu", example: ["Chào bạn, *mỉm cười* mời ngồi.", "Chào bạn, mời ngồi."] },
  { what: "Turkish", begins: "gül(?:üms|er|üyor|üş)~|başını sall~|iç çek~|göz kırp~|fısılda~|omuz silk~|el sall~|tezgahı sil~|kıkırda~", example: ["İyi akşamlar, *gülümser* buyur otur.", "İyi akşamlar, buyur otur."] },
  { what: "Russian", begins: "улыба~|сме(?:ё|е)т~|смеясь|хихика~|кива~|вздыха~|подмиг~|шепч?~|ухмыля~|пожима~|вытира~|смотр(?:ит|я)|указыва~|кланя~|маш(?:ет|а)|наклоня~|с улыбкой|качает|протирает", example: ["Добрый вечер, *улыбается* друг.", "Добрый вечер, друг."] },
  { what: "Chinese", begins: "(?:她|他)?(?:轻轻|慢慢|温柔|热情)?地?(?:微笑|笑(?:着|了|道|眯眯)|大笑|轻笑|偷笑|苦笑|咧嘴|[点點][了着]?[点點]?[头頭]|[摇搖][了着]?[摇搖]?[头頭]|[叹嘆]|眨|擦|抹|倒[了着]?[酒茶]|拿[起出着]|[递遞]|指[着了向]|看[着了向]|望[着了向]|低[声聲]|[轻輕][声聲]|小[声聲]|耸|聳|[挥揮]手|鞠躬|靠[近着]|走[向到近]|坐下|站起|抬[起头]|放下|拍[了着拍]|摸[了着摸]|咳|[皱皺]|[挠撓]|[转轉]身|清了?清|停[顿頓]|沉默|沉思|伸[出手]|端[起来出着]|[脸臉][红紅]|害羞)", example: ["晚上好，*微笑*请坐。", "晚上好，请坐。"] },
  { what: "Japanese", begins: "微笑|笑(?:う|い|って|顔)|にっこり|にこ|ニコ|ニヤ|くす(?:くす|っ)|うなず|頷|ため息|溜め?息|ウ[イィ]ンク|ささや|囁|小声|咳払い|お辞儀|照れ|指[さ差]|見つめ|振り[向返]|考え込|[^*]{1,10}を(?:拭|ふ[きく]|すくめ|振|傾|掻|かしげ|差し|見|叩|細め|伏せ|注|置|取|上げ|下げ)|[^*]{1,16}ながら", example: ["こんばんは、*微笑む*どうぞ。", "こんばんは、どうぞ。"] },
  { what: "Korean", begins: "미소|웃(?:으며|음|는|고|었)|빙긋|싱긋|고개를|끄덕|한숨|윙크|속삭|어깨를|손을 (?:흔|들|닦|내)|눈을|가리키|바라보|헛기침|닦으며|[^*]{1,16}(?:으며|하며|면서)", example: ["어서 오세요, *미소를 지으며* 앉으세요.", "어서 오세요, 앉으세요."] },
  { what: "Arabic", begins: "[يت](?:بتسم|ضحك|ومئ|هز|تنهد|همس|مسح|نظر|شير|غمز|لوح|صب|قترب|فكر|قهقه|توقف|حك|رفع|ضع|نحني|ميل|سعل|ناول|قدم|مد|جلس|قف|مشي|سكب|عبس|حمر|لمس|ربت|طوي|لتفت|ستدير|ستند|فرك|عقد)~|مبتسم~|ضاحك~|بابتسامة", example: ["مرحبا *يبتسم* تفضل بالجلوس.", "مرحبا تفضل بالجلوس."] },
  { what: "Hindi", begins: "मुस्कु?रा|मुस्करा|हंसत|हँसत|हंस(?:ते|कर)|सिर हिला|आह भर|आँख मार|आंख मार|फुसफुसा|[^*]{1,20}(?:ते|ती) हु[एई]|[^*]{1,20}(?:ता|ती|ते) (?:है|हैं)", example: ["नमस्ते *मुस्कुराते हुए* बैठिए।", "नमस्ते बैठिए।"] },
  { what: "Thai", begins: "ยิ้ม|หัวเราะ|พยักหน้า|ถอนหายใจ|กระซิบ|ส่าย|โบกมือ|เช็ด|มองไป|มองมา|ชี้ไป|โค้ง|ขยิบตา|กระแอม|เกาหัว|ยักไหล่|ค้อม", example: ["สวัสดีค่ะ *ยิ้ม* เชิญนั่งค่ะ", "สวัสดีค่ะ เชิญนั่งค่ะ"] },
];

const NO_BLANKS = new Set(["Chinese", "Japanese", "Korean", "Hindi", "Thai"]);

/** Such beginnings as one pattern, for what stands at the place. */
export const ABROAD = DEEDS_ABROAD.map(({ what, begins }) =>
  NO_BLANKS.has(what) ? `(?:${begins})` : `(?:${begins.replaceAll("~", "\\p{L}*")})(?!\\p{L})`,
).join("|");
