import { LOCALES, locale } from '../i18n/locale.svelte.ts';

export interface Emoji {
  emoji: string;
  /** Its name in English, Russian and Romanian, with more words to find it by after commas. */
  words: Record<(typeof LOCALES)[number], string>;
}

/** The emoji that people send in a conversation with a shop; each line: emoji, English, Russian, Romanian. */
const LINES = `
😀|grin,happy,smile|улыбка,радость|zâmbet,fericit
😃|big smile,happy,joy|широкая улыбка,радость|zâmbet larg,bucurie
😄|laughing eyes,happy,smile|смеющиеся глаза,радость|ochi râzători,fericit
😁|beaming,grin,teeth|сияющая улыбка,зубы|radiant,dinți
😅|relief,sweat,phew|облегчение,пот,уф|ușurare,transpirație
😂|tears of joy,laugh,lol|до слёз,смех,ржу|lacrimi de râs,haha
🤣|rolling,laugh,lol|катаюсь со смеху,смех|mor de râs,haha
🙂|slight smile,fine,ok|лёгкая улыбка,нормально|zâmbet ușor,bine
🙃|upside down,irony,silly|вверх ногами,ирония|cu susul în jos,ironie
😉|wink,joke|подмигивание,шутка|face cu ochiul,glumă
😊|blush,warm,smile|румянец,тепло,улыбка|îmbujorat,cald
😇|angel,innocent|ангел,невинность|înger,nevinovat
🥰|in love,hearts,adore|влюблённость,обожаю|îndrăgostit,inimioare
😍|heart eyes,love,beautiful|глаза сердечками,красиво|ochi inimioare,frumos
🤩|star eyes,wow,excited|восторг,вау,звёзды|extaz,stele,uau
😘|kiss,love|поцелуй,целую|sărut,pup
😋|yummy,tasty,delicious|вкусно,язык|delicios,gustos
😜|tongue,joke,silly|язык,дурачусь|limbă,poznaș
🤗|hug,thanks|объятия,обнимаю|îmbrățișare
🤔|thinking,hmm,wonder|думаю,хм,размышление|mă gândesc,hmm
🤨|raised eyebrow,doubt|сомнение,бровь|îndoială,sprânceană
😐|neutral,meh|нейтрально,никак|neutru,indiferent
🙄|eye roll,really|закатил глаза,серьёзно|ochi peste cap,serios
😏|smirk|ухмылка|zâmbet șmecher
😴|sleep,tired,night|сон,устал,ночь|somn,obosit,noapte
😌|relieved,calm|спокойствие,облегчение|liniștit,calm
😔|pensive,sad,sorry|грусть,задумчивость|gânditor,trist
😕|confused,unsure|растерянность,непонятно|confuz,nesigur
🙁|slight frown,sad|грустно,огорчение|trist,supărat
😢|crying,sad,tear|слеза,плачу,грусть|lacrimă,plâng,trist
😭|sobbing,cry,sad|рыдание,плачу|hohot de plâns,plâng
😮|surprised,wow,oh|удивление,ого|surprins,oh
😱|scream,fear,shock|крик,ужас,шок|țipăt,groază,șoc
😳|flushed,embarrassed|смущение,неловко|jenat,rușine
🥺|pleading,please,puppy eyes|умоляю,пожалуйста|implor,te rog
😤|annoyed,steam,huff|раздражение,фыркаю|enervat,pufnesc
😠|angry,mad|злость,сержусь|furios,supărat
🤯|mind blown,shock|взрыв мозга,шок|minte explodată,șoc
🤒|sick,ill,fever|болезнь,температура|bolnav,febră
🥳|party,birthday,celebrate|праздник,вечеринка|petrecere,zi de naștere
😎|cool,sunglasses|круто,очки|tare,ochelari de soare
🤝|handshake,deal,agreed|рукопожатие,договорились|strângere de mână,de acord
👍|thumbs up,yes,good,ok|большой палец,да,хорошо|deget sus,da,bine
👎|thumbs down,no,bad|палец вниз,нет,плохо|deget jos,nu,rău
👌|ok hand,perfect,fine|окей,отлично|ok,perfect
✌️|victory,peace|победа,мир|victorie,pace
🤞|fingers crossed,luck,hope|скрестил пальцы,удача|degete încrucișate,noroc
👏|clap,bravo,applause|аплодисменты,браво|aplauze,bravo
🙌|hooray,hands up,celebrate|ура,руки вверх|ura,mâini sus
🙏|thank you,please,pray|спасибо,пожалуйста|mulțumesc,te rog
👋|wave,hello,bye|привет,пока,машу|salut,pa
💪|strong,muscle,power|сила,мускул|putere,mușchi
👀|eyes,look,see|глаза,смотрю|ochi,privesc
🤷|shrug,don’t know|не знаю,пожимаю плечами|nu știu,ridic din umeri
🤦|facepalm,oh no|рука-лицо,стыд|palma peste față,vai
👉|point right,this|указываю,сюда|arăt,acesta
☝️|point up,important|внимание,вверх|atenție,sus
✍️|writing,sign|пишу,подпись|scriu,semnătură
❤️|red heart,love|сердце,любовь|inimă,dragoste
🧡|orange heart,love|оранжевое сердце|inimă portocalie
💛|yellow heart,love|жёлтое сердце|inimă galbenă
💚|green heart,love|зелёное сердце|inimă verde
💙|blue heart,love|синее сердце|inimă albastră
💜|purple heart,love|фиолетовое сердце|inimă mov
🖤|black heart|чёрное сердце|inimă neagră
💔|broken heart,sad|разбитое сердце|inimă frântă
💕|two hearts,love|два сердца,любовь|două inimi
✨|sparkles,shiny,new|блёстки,новое|sclipici,nou
⭐|star,favourite,rating|звезда,оценка|stea,favorit
🔥|fire,hot,great|огонь,жара,круто|foc,tare
💯|hundred,perfect,full|сто,идеально|o sută,perfect
🎉|party popper,congratulations|хлопушка,поздравляю|confetti,felicitări
🎁|gift,present,birthday|подарок|cadou,dar
🎂|cake,birthday|торт,день рождения|tort,zi de naștere
🎈|balloon,party|шарик,праздник|balon,petrecere
🏆|trophy,win,best|кубок,победа|trofeu,victorie
💐|bouquet,flowers|букет,цветы|buchet,flori
🌹|rose,flower|роза,цветок|trandafir,floare
☀️|sun,weather,warm|солнце,тепло|soare,cald
🌧️|rain,weather|дождь,погода|ploaie,vreme
❄️|snow,cold,winter|снег,холод,зима|zăpadă,frig,iarnă
☕|coffee,tea,break|кофе,чай,перерыв|cafea,ceai,pauză
🍕|pizza,food|пицца,еда|pizza,mâncare
🍰|dessert,cake,sweet|десерт,пирожное|desert,prăjitură
🍷|wine,drink|вино,напиток|vin,băutură
🥂|cheers,toast,celebrate|чин-чин,за здоровье|noroc,pahare
🛒|cart,shopping,order|корзина,покупки,заказ|coș,cumpărături,comandă
🛍️|shopping bags,buy|пакеты,покупки|pungi,cumpărături
📦|package,parcel,delivery|посылка,коробка,доставка|colet,pachet,livrare
🚚|delivery,truck,shipping|доставка,грузовик|livrare,camion
🏠|home,house,address|дом,адрес|casă,acasă,adresă
🏪|shop,store|магазин|magazin
👕|t-shirt,clothes,size|футболка,одежда,размер|tricou,haine,mărime
👖|jeans,trousers,clothes|джинсы,брюки|blugi,pantaloni
👗|dress,clothes|платье,одежда|rochie,haine
🧥|coat,jacket|пальто,куртка|palton,geacă
👟|sneakers,shoes|кроссовки,обувь|adidași,pantofi
👠|heels,shoes|туфли,каблуки|tocuri,pantofi
👜|handbag,bag|сумка|geantă
💍|ring,jewellery|кольцо,украшение|inel,bijuterie
💳|card,payment,pay|карта,оплата|card,plată
💰|money,price|деньги,цена|bani,preț
💸|money gone,expensive,refund|трата,дорого,возврат|bani cheltuiți,scump,ramburs
🧾|receipt,invoice|чек,счёт|bon,factură
🏷️|label,price,sale|ярлык,цена,скидка|etichetă,preț,reducere
📞|phone,call|телефон,звонок|telefon,apel
📱|mobile,phone,app|мобильный,телефон|mobil,telefon
💻|laptop,computer|ноутбук,компьютер|laptop,calculator
📧|e-mail,mail,letter|почта,письмо|e-mail,scrisoare
📷|camera,photo,picture|камера,фото|cameră,foto
📎|paperclip,attachment|скрепка,вложение|agrafă,atașament
📝|note,memo,write|заметка,запись|notă,scris
📅|calendar,date,day|календарь,дата|calendar,dată
⏰|alarm,time,clock|будильник,время|ceas,alarmă,oră
⏳|hourglass,wait|песочные часы,ждать|clepsidră,așteptare
📍|pin,place,location|место,метка|loc,locație
🔑|key,password|ключ,пароль|cheie,parolă
🔒|lock,secure,private|замок,безопасно|lacăt,sigur
🔔|bell,notification|звонок,уведомление|clopoțel,notificare
🔍|search,look,find|поиск,лупа|caută,lupă
💡|idea,light|идея,лампочка|idee,bec
✅|done,yes,check|готово,да,галочка|gata,da,bifă
❌|no,wrong,cross|нет,неверно,крестик|nu,greșit
❗|important,exclamation|важно,восклицание|important,exclamare
❓|question,help|вопрос,помощь|întrebare,ajutor
⚠️|warning,careful|осторожно,внимание|avertisment,atenție
➡️|right arrow,next|стрелка вправо,дальше|săgeată dreapta,mai departe
⬅️|left arrow,back|стрелка влево,назад|săgeată stânga,înapoi
🔄|refresh,again,exchange|обновить,обмен,снова|reîmprospătare,schimb
🆗|okay button,ok|окей|ok
🆕|new button,new|новинка,новое|nou
🐱|cat,pet|кот,кошка|pisică
🐶|dog,pet|собака,пёс|câine
🌍|world,earth,country|мир,земля|lume,pământ
✈️|plane,travel,flight|самолёт,путешествие|avion,călătorie
🚗|car,drive|машина|mașină
⚽|football,sport|футбол,спорт|fotbal,sport
🎵|music,note|музыка,нота|muzică,notă
🎄|christmas,tree,holiday|ёлка,рождество,праздник|brad,crăciun
`;

export const EMOJI: readonly Emoji[] = LINES.trim()
  .split('\n')
  .map((line) => {
    const [emoji = '', en = '', ru = '', ro = ''] = line.split('|');
    return { emoji, words: { en, ru, ro } };
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
