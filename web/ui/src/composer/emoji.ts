import { LOCALES, locale } from '../i18n/locale.svelte.ts';

export interface Emoji {
  emoji: string;
  /** Its name in each language, with more words to find it by after commas. */
  words: Record<(typeof LOCALES)[number], string>;
}

/** The emoji that people send in a conversation with a shop; each line: emoji, English, Russian, Romanian, Arabic. */
const LINES = `
😀|grin,happy,smile|улыбка,радость|zâmbet,fericit|ابتسامة عريضة,سعيد,فرح
😃|big smile,happy,joy|широкая улыбка,радость|zâmbet larg,bucurie|ابتسامة كبيرة,سعيد,فرح
😄|laughing eyes,happy,smile|смеющиеся глаза,радость|ochi râzători,fericit|عيون ضاحكة,سعيد,فرح
😁|beaming,grin,teeth|сияющая улыбка,зубы|radiant,dinți|وجه مشرق,أسنان,ابتسامة
😅|relief,sweat,phew|облегчение,пот,уф|ușurare,transpirație|ارتياح,عرق,الحمد لله
😂|tears of joy,laugh,lol|до слёз,смех,ржу|lacrimi de râs,haha|دموع الفرح,ضحك,هههه
🤣|rolling,laugh,lol|катаюсь со смеху,смех|mor de râs,haha|أتدحرج ضحكًا,ضحك,هههه
🙂|slight smile,fine,ok|лёгкая улыбка,нормально|zâmbet ușor,bine|ابتسامة خفيفة,بخير
🙃|upside down,irony,silly|вверх ногами,ирония|cu susul în jos,ironie|مقلوب,سخرية
😉|wink,joke|подмигивание,шутка|face cu ochiul,glumă|غمزة,مزاح
😊|blush,warm,smile|румянец,тепло,улыбка|îmbujorat,cald|خجل,دفء,ابتسامة
😇|angel,innocent|ангел,невинность|înger,nevinovat|ملاك,بريء
🥰|in love,hearts,adore|влюблённость,обожаю|îndrăgostit,inimioare|مغرم,قلوب,أعشق
😍|heart eyes,love,beautiful|глаза сердечками,красиво|ochi inimioare,frumos|عيون قلوب,حب,جميل
🤩|star eyes,wow,excited|восторг,вау,звёзды|extaz,stele,uau|عيون نجوم,واو,متحمس
😘|kiss,love|поцелуй,целую|sărut,pup|قبلة,حب
😋|yummy,tasty,delicious|вкусно,язык|delicios,gustos|لذيذ,شهي,طعم
😜|tongue,joke,silly|язык,дурачусь|limbă,poznaș|لسان,مزاح
🤗|hug,thanks|объятия,обнимаю|îmbrățișare|عناق,حضن,شكرًا
🤔|thinking,hmm,wonder|думаю,хм,размышление|mă gândesc,hmm|تفكير,همم,أتساءل
🤨|raised eyebrow,doubt|сомнение,бровь|îndoială,sprânceană|حاجب مرفوع,شك
😐|neutral,meh|нейтрально,никак|neutru,indiferent|محايد,عادي
🙄|eye roll,really|закатил глаза,серьёзно|ochi peste cap,serios|تقليب العينين,حقًا
😏|smirk|ухмылка|zâmbet șmecher|ابتسامة ماكرة
😴|sleep,tired,night|сон,устал,ночь|somn,obosit,noapte|نوم,تعب,ليل
😌|relieved,calm|спокойствие,облегчение|liniștit,calm|مرتاح,هادئ
😔|pensive,sad,sorry|грусть,задумчивость|gânditor,trist|متأمل,حزين,آسف
😕|confused,unsure|растерянность,непонятно|confuz,nesigur|مرتبك,غير متأكد
🙁|slight frown,sad|грустно,огорчение|trist,supărat|عبوس خفيف,حزين
😢|crying,sad,tear|слеза,плачу,грусть|lacrimă,plâng,trist|بكاء,حزين,دمعة
😭|sobbing,cry,sad|рыдание,плачу|hohot de plâns,plâng|نحيب,بكاء,حزين
😮|surprised,wow,oh|удивление,ого|surprins,oh|مندهش,واو,أوه
😱|scream,fear,shock|крик,ужас,шок|țipăt,groază,șoc|صراخ,خوف,صدمة
😳|flushed,embarrassed|смущение,неловко|jenat,rușine|محرج,احمرار
🥺|pleading,please,puppy eyes|умоляю,пожалуйста|implor,te rog|رجاء,من فضلك,أتوسل
😤|annoyed,steam,huff|раздражение,фыркаю|enervat,pufnesc|منزعج,ضيق,أف
😠|angry,mad|злость,сержусь|furios,supărat|غاضب,زعلان
🤯|mind blown,shock|взрыв мозга,шок|minte explodată,șoc|انفجار العقل,صدمة
🤒|sick,ill,fever|болезнь,температура|bolnav,febră|مريض,حرارة,حمى
🥳|party,birthday,celebrate|праздник,вечеринка|petrecere,zi de naștere|حفلة,عيد ميلاد,احتفال
😎|cool,sunglasses|круто,очки|tare,ochelari de soare|رائع,نظارة شمسية
🤝|handshake,deal,agreed|рукопожатие,договорились|strângere de mână,de acord|مصافحة,اتفقنا,صفقة
👍|thumbs up,yes,good,ok|большой палец,да,хорошо|deget sus,da,bine|إبهام إلى أعلى,نعم,جيد,تمام
👎|thumbs down,no,bad|палец вниз,нет,плохо|deget jos,nu,rău|إبهام إلى أسفل,لا,سيئ
👌|ok hand,perfect,fine|окей,отлично|ok,perfect|تمام,ممتاز,مثالي
✌️|victory,peace|победа,мир|victorie,pace|نصر,سلام
🤞|fingers crossed,luck,hope|скрестил пальцы,удача|degete încrucișate,noroc|أصابع متشابكة,حظ,أمل
👏|clap,bravo,applause|аплодисменты,браво|aplauze,bravo|تصفيق,أحسنت,برافو
🙌|hooray,hands up,celebrate|ура,руки вверх|ura,mâini sus|مرحى,أيدٍ مرفوعة,احتفال
🙏|thank you,please,pray|спасибо,пожалуйста|mulțumesc,te rog|شكرًا,من فضلك,دعاء
👋|wave,hello,bye|привет,пока,машу|salut,pa|تلويح,مرحبًا,وداعًا
💪|strong,muscle,power|сила,мускул|putere,mușchi|قوة,عضلة,قوي
👀|eyes,look,see|глаза,смотрю|ochi,privesc|عيون,نظر,أرى
🤷|shrug,don’t know|не знаю,пожимаю плечами|nu știu,ridic din umeri|لا أعرف,هز الكتفين
🤦|facepalm,oh no|рука-лицо,стыд|palma peste față,vai|يا إلهي,كف على الوجه
👉|point right,this|указываю,сюда|arăt,acesta|إشارة,هذا,هنا
☝️|point up,important|внимание,вверх|atenție,sus|إصبع إلى أعلى,مهم
✍️|writing,sign|пишу,подпись|scriu,semnătură|كتابة,توقيع
❤️|red heart,love|сердце,любовь|inimă,dragoste|قلب أحمر,حب
🧡|orange heart,love|оранжевое сердце|inimă portocalie|قلب برتقالي,حب
💛|yellow heart,love|жёлтое сердце|inimă galbenă|قلب أصفر,حب
💚|green heart,love|зелёное сердце|inimă verde|قلب أخضر,حب
💙|blue heart,love|синее сердце|inimă albastră|قلب أزرق,حب
💜|purple heart,love|фиолетовое сердце|inimă mov|قلب بنفسجي,حب
🖤|black heart|чёрное сердце|inimă neagră|قلب أسود
💔|broken heart,sad|разбитое сердце|inimă frântă|قلب مكسور,حزين
💕|two hearts,love|два сердца,любовь|două inimi|قلبان,حب
✨|sparkles,shiny,new|блёстки,новое|sclipici,nou|بريق,لامع,جديد
⭐|star,favourite,rating|звезда,оценка|stea,favorit|نجمة,مفضل,تقييم
🔥|fire,hot,great|огонь,жара,круто|foc,tare|نار,حار,رائع
💯|hundred,perfect,full|сто,идеально|o sută,perfect|مئة,مثالي,كامل
🎉|party popper,congratulations|хлопушка,поздравляю|confetti,felicitări|مفرقعات,تهانينا,مبروك
🎁|gift,present,birthday|подарок|cadou,dar|هدية,عيد ميلاد
🎂|cake,birthday|торт,день рождения|tort,zi de naștere|كعكة,عيد ميلاد
🎈|balloon,party|шарик,праздник|balon,petrecere|بالون,حفلة
🏆|trophy,win,best|кубок,победа|trofeu,victorie|كأس,فوز,الأفضل
💐|bouquet,flowers|букет,цветы|buchet,flori|باقة,زهور
🌹|rose,flower|роза,цветок|trandafir,floare|وردة,زهرة
☀️|sun,weather,warm|солнце,тепло|soare,cald|شمس,طقس,دفء
🌧️|rain,weather|дождь,погода|ploaie,vreme|مطر,طقس
❄️|snow,cold,winter|снег,холод,зима|zăpadă,frig,iarnă|ثلج,برد,شتاء
☕|coffee,tea,break|кофе,чай,перерыв|cafea,ceai,pauză|قهوة,شاي,استراحة
🍕|pizza,food|пицца,еда|pizza,mâncare|بيتزا,طعام
🍰|dessert,cake,sweet|десерт,пирожное|desert,prăjitură|حلوى,كعكة,حلو
🍷|wine,drink|вино,напиток|vin,băutură|نبيذ,مشروب
🥂|cheers,toast,celebrate|чин-чин,за здоровье|noroc,pahare|نخب,كؤوس,احتفال
🛒|cart,shopping,order|корзина,покупки,заказ|coș,cumpărături,comandă|عربة تسوق,تسوق,طلب
🛍️|shopping bags,buy|пакеты,покупки|pungi,cumpărături|أكياس تسوق,شراء
📦|package,parcel,delivery|посылка,коробка,доставка|colet,pachet,livrare|طرد,صندوق,توصيل
🚚|delivery,truck,shipping|доставка,грузовик|livrare,camion|توصيل,شاحنة,شحن
🏠|home,house,address|дом,адрес|casă,acasă,adresă|بيت,منزل,عنوان
🏪|shop,store|магазин|magazin|متجر,دكان
👕|t-shirt,clothes,size|футболка,одежда,размер|tricou,haine,mărime|قميص,ملابس,مقاس
👖|jeans,trousers,clothes|джинсы,брюки|blugi,pantaloni|جينز,بنطال,ملابس
👗|dress,clothes|платье,одежда|rochie,haine|فستان,ملابس
🧥|coat,jacket|пальто,куртка|palton,geacă|معطف,سترة
👟|sneakers,shoes|кроссовки,обувь|adidași,pantofi|حذاء رياضي,أحذية
👠|heels,shoes|туфли,каблуки|tocuri,pantofi|كعب,أحذية
👜|handbag,bag|сумка|geantă|حقيبة يد,حقيبة
💍|ring,jewellery|кольцо,украшение|inel,bijuterie|خاتم,مجوهرات
💳|card,payment,pay|карта,оплата|card,plată|بطاقة,دفع
💰|money,price|деньги,цена|bani,preț|نقود,مال,سعر
💸|money gone,expensive,refund|трата,дорого,возврат|bani cheltuiți,scump,ramburs|مال ضائع,غالٍ,استرداد
🧾|receipt,invoice|чек,счёт|bon,factură|إيصال,فاتورة
🏷️|label,price,sale|ярлык,цена,скидка|etichetă,preț,reducere|بطاقة سعر,سعر,تخفيض
📞|phone,call|телефон,звонок|telefon,apel|هاتف,اتصال
📱|mobile,phone,app|мобильный,телефон|mobil,telefon|جوال,هاتف,تطبيق
💻|laptop,computer|ноутбук,компьютер|laptop,calculator|حاسوب محمول,كمبيوتر
📧|e-mail,mail,letter|почта,письмо|e-mail,scrisoare|بريد,رسالة
📷|camera,photo,picture|камера,фото|cameră,foto|كاميرا,صورة
📎|paperclip,attachment|скрепка,вложение|agrafă,atașament|مشبك,مرفق
📝|note,memo,write|заметка,запись|notă,scris|ملاحظة,كتابة
📅|calendar,date,day|календарь,дата|calendar,dată|تقويم,تاريخ,يوم
⏰|alarm,time,clock|будильник,время|ceas,alarmă,oră|منبه,وقت,ساعة
⏳|hourglass,wait|песочные часы,ждать|clepsidră,așteptare|ساعة رملية,انتظار
📍|pin,place,location|место,метка|loc,locație|دبوس,مكان,موقع
🔑|key,password|ключ,пароль|cheie,parolă|مفتاح,كلمة مرور
🔒|lock,secure,private|замок,безопасно|lacăt,sigur|قفل,آمن,خاص
🔔|bell,notification|звонок,уведомление|clopoțel,notificare|جرس,تنبيه
🔍|search,look,find|поиск,лупа|caută,lupă|بحث,عدسة
💡|idea,light|идея,лампочка|idee,bec|فكرة,مصباح
✅|done,yes,check|готово,да,галочка|gata,da,bifă|تم,نعم,صح
❌|no,wrong,cross|нет,неверно,крестик|nu,greșit|لا,خطأ
❗|important,exclamation|важно,восклицание|important,exclamare|مهم,علامة تعجب
❓|question,help|вопрос,помощь|întrebare,ajutor|سؤال,مساعدة
⚠️|warning,careful|осторожно,внимание|avertisment,atenție|تحذير,انتباه
➡️|right arrow,next|стрелка вправо,дальше|săgeată dreapta,mai departe|سهم يمين
⬅️|left arrow,back|стрелка влево,назад|săgeată stânga,înapoi|سهم يسار
🔄|refresh,again,exchange|обновить,обмен,снова|reîmprospătare,schimb|تحديث,إعادة,استبدال
🆗|okay button,ok|окей|ok|زر موافق,موافق
🆕|new button,new|новинка,новое|nou|زر جديد,جديد
🐱|cat,pet|кот,кошка|pisică|قطة,حيوان أليف
🐶|dog,pet|собака,пёс|câine|كلب,حيوان أليف
🌍|world,earth,country|мир,земля|lume,pământ|العالم,الأرض,بلد
✈️|plane,travel,flight|самолёт,путешествие|avion,călătorie|طائرة,سفر,رحلة
🚗|car,drive|машина|mașină|سيارة,قيادة
⚽|football,sport|футбол,спорт|fotbal,sport|كرة قدم,رياضة
🎵|music,note|музыка,нота|muzică,notă|موسيقى,نغمة
🎄|christmas,tree,holiday|ёлка,рождество,праздник|brad,crăciun|شجرة الميلاد,عيد
`;

export const EMOJI: readonly Emoji[] = LINES.trim()
  .split('\n')
  .map((line) => {
    const [emoji = '', en = '', ru = '', ro = '', ar = ''] = line.split('|');
    return { emoji, words: { en, ru, ro, ar } };
  });

/** Its name in the reader's language. */
export function emojiName({ words }: Emoji): string {
  return words[locale.current].split(',')[0] ?? '';
}

/** Diacritics and case don't count: "zambet" finds "zâmbet", and "елка" "ёлка". */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

const SEARCHED = EMOJI.map((emoji) => ({
  emoji,
  words: LOCALES.flatMap((tag) => plain(emoji.words[tag]).split(/[,\s]+/)),
}));

/** Those with a word, in any of our languages, that begins as each word of the query does. */
export function findEmoji(query: string): Emoji[] {
  const wanted = plain(query).split(/\s+/).filter(Boolean);
  return SEARCHED.filter(({ words }) =>
    wanted.every((start) => words.some((word) => word.startsWith(start))),
  ).map(({ emoji }) => emoji);
}
