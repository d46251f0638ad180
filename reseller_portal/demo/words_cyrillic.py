"""Bulgarian, Serbian and Ukrainian vocabulary, each word with its romanisation."""

BULGARIAN = {
    "firms": """
{mark} Медия = {mark} media | {mark} Филм = {mark} film | {mark} Аудио = {mark} audio
{mark} Дент = {mark} dent
{mark} Продукция = {mark} produktsia | {mark} Преводи = {mark} prevodi | {mark} Груп = {mark} group
{mark} Консулт = {mark} consult | {mark} Субтитри = {mark} subtitri | {mark} Подкаст = {mark} podcast
Радио {mark} = radio {mark} | Студио {mark} = studio {mark} | Издателство {mark} = izdatelstvo {mark}
Телевизия {mark} = tv {mark} | Печатница {mark} = pechatnitsa {mark}
Книжарница {mark} = knizharnitsa {mark}
Кол център {mark} = call center {mark} | Агенция {mark} = agentsia {mark} | Вестник {mark} = vestnik {mark}
Филмова къща {mark} = film {mark} | Ветеринарна клиника {mark} = vet {mark}
{mark} Звукозапис = {mark} zvuk
""",
    "plain": """
Адвокатско дружество {mark} = advokati {mark} | Клиника {mark} = klinika {mark}
Болница {mark} = bolnitsa {mark}
Застраховане {mark} = zastrahovane {mark} | Фондация {mark} = fondatsia {mark}
Театър {mark} = teatar {mark}
Медицински център {mark} = mc {mark} | Нотариална кантора {mark} = notarius {mark}
Читалище {mark} = chitalishte {mark}
Община {town} = obshtina {town} | Районен съд {town} = rs {town} | Окръжен съд {town} = os {town}
Общински съвет {town} = obs {town} | Библиотека {town} = biblioteka {town}
""",
    "mark": """
Изгрев = izgrev | Синя лагуна = sinya laguna | Бряст = bryast | Фар = far | Лястовица = lyastovitsa
Явор = yavor
Здравец = zdravets | Тих бряг = tih bryag | Златна липа = zlatna lipa | Мащерка = mashterka | Ехо = eho
Каменен мост = kamenen most | Кипарис = kiparis | Седем извора = sedem izvora | Кехлибар = kehlibar
Бяла чайка = byala chayka | Смокиня = smokinya | Перуника = perunika | Северняк = severnyak
Орехите = orehite
Старата мелница = staratamelnitsa | Слънчоглед = slanchogled | Жерав = zherav | Щурче = shturche
Чинар = chinar
""",
    "town": """
Горна Липница = gorna lipnitsa | Яворово поле = yavorovo pole | Сребърен бряг = srebaren bryag
Долни извор = dolni izvor | Каменград = kamengrad
""",
}

SERBIAN = {
    "firms": """
{mark} медија = {mark} medija | {mark} филм = {mark} film | {mark} аудио = {mark} audio
{mark} дент = {mark} dent
{mark} продукција = {mark} produkcija | {mark} преводи = {mark} prevodi | {mark} титлови = {mark} titlovi
Радио {mark} = radio {mark} | Студио {mark} = studio {mark} | Издавачка кућа {mark} = ik {mark}
Телевизија {mark} = tv {mark} | Штампарија {mark} = stamparija {mark} | Књижара {mark} = knjizara {mark}
Позивни центар {mark} = poziv {mark} | Агенција {mark} = agencija {mark}
Недељник {mark} = nedeljnik {mark}
Ветеринарска станица {mark} = vet {mark} | Ординација {mark} = ordinacija {mark}
Звучна радионица {mark} = zvuk {mark}
""",
    "plain": """
Адвокатска канцеларија {mark} = advokati {mark} | Клиника {mark} = klinika {mark}
Болница {mark} = bolnica {mark}
Осигурање {mark} = osiguranje {mark} | Фондација {mark} = fondacija {mark}
Позориште {mark} = pozoriste {mark}
Дом здравља {mark} = dz {mark} | Удружење {mark} = udruzenje {mark} | Општина {town} = opstina {town}
Град {town} = grad {town} | Скупштина општине {town} = skupstina {town}
Библиотека {town} = biblioteka {town}
""",
    "mark": """
Плава лука = plava luka | Јавор = javor | Светионик = svetionik | Ластавица = lastavica
Тиха обала = tiha obala
Ђурђевак = djurdjevak | Стари млин = stari mlin | Камени мост = kameni most | Жалфија = zalfija
Шљивик = sljivik
Ждрал = zdral | Сунцокрет = suncokret | Ћилибар = cilibar | Бели рт = beli rt
Седам брегова = sedam bregova
Њива = njiva | Љиљан = ljiljan | Отворен прозор = otvoren prozor | Зимзелен = zimzelen | Чапља = caplja
Липов лад = lipov lad | Мајска киша = majska kisa | Дуња = dunja | Орах = orah
""",
    "town": """
Горњи Јаворник = gornji javornik | Липоград = lipograd | Бели Извор = beli izvor
Камено Поље = kameno polje
""",
}

UKRAINIAN = {
    "firms": """
{mark} Медіа = {mark} media | {mark} Фільм = {mark} film | {mark} Аудіо = {mark} audio
{mark} Дент = {mark} dent
{mark} Продакшн = {mark} production | {mark} Переклади = {mark} pereklady
{mark} Субтитри = {mark} subtytry
Радіо {mark} = radio {mark} | Студія {mark} = studia {mark} | Видавництво {mark} = vydavnytstvo {mark}
Телеканал {mark} = tv {mark} | Друкарня {mark} = drukarnia {mark} | Книгарня {mark} = knyharnia {mark}
Контакт-центр {mark} = contact {mark} | Агенція {mark} = agency {mark} | Кіностудія {mark} = kino {mark}
Ветклініка {mark} = vet {mark} | Медичний центр {mark} = med {mark} | {mark} Подкаст = {mark} podcast
Редакція {mark} = redaktsia {mark} | Майстерня звуку {mark} = zvuk {mark}
""",
    "plain": """
Адвокатське об’єднання «{mark}» = advokaty {mark} | Клініка «{mark}» = klinika {mark}
Театр «{mark}» = teatr {mark}
Страхова компанія «{mark}» = strakhuvannia {mark} | Фонд «{mark}» = fond {mark}
Лікарня «{mark}» = likarnia {mark}
Громадська організація «{mark}» = ngo {mark} | {town} міська рада = {town} rada
{court} районний суд = {court} sud
{town} бібліотека = {town} biblioteka | {town} громада = {town} hromada
""",
    "mark": """
Обрій = obrii | Журавель = zhuravel | Синя затока = synia zatoka | Калиновий міст = kalynovyi mist
Явір = yavir
Світанок = svitanok | Тихий берег = tykhyi bereh | Ліхтар = likhtar | Ластівка = lastivka
Барвінок = barvinok
Старий млин = staryi mlyn | Соняшник = soniashnyk | Бурштин = burshtyn | Сім вітрів = sim vitriv
Чебрець = chebrets
Відлуння = vidlunnia | Ґанок = ganok | Їжачок = yizhachok | Лелека = leleka | Горобина = horobyna
Осокір = osokir
Відчинене вікно = vidchynene vikno | Перше слово = pershe slovo | Джерельце = dzhereltse | Вітрило = vitrylo
Зелений гай = zelenyi hai | Мальва = malva | Волошка = voloshka | Польовий шепіт = polovyi shepit
""",
    "town": """
Липоградська = lypohrad | Яснодільська = yasnodil | Кам’яногайська = kamianohai | Сріблянська = sribliansk
Вербопільська = verbopil
""",
    "court": "Липоградський = lypohrad | Яснодільський = yasnodil | Вербопільський = verbopil",
}
