"""Swedish, Danish, Norwegian and Finnish vocabulary; ``gen`` is a Finnish place in the genitive."""

SWEDISH = {
    "firms": """
{mark} Film | {mark} Media | {mark} Ljud | {mark} Kundtjänst | {mark} Textning | {mark} Produktion
{mark} Poddar
{mark} Ljudböcker | {mark} Översättning | {mark} Utbildning | {mark} Tandvård | {mark} Rehab
{mark} Konferens
{mark} Radio | {mark} Transkribering | {mark} Tolkförmedling | {mark} Skrivbyrå | {mark} Undersökningar
Förlaget {mark} | Studio {mark} | Ljudverkstaden {mark} | Filmhuset {mark} | Kontaktcenter {mark}
Djursjukhuset {mark} | Tidningen {mark} | Radio {mark} | {mark} Bokförlag | {mark} & {pair}
""",
    "plain": """
{mark} Juristbyrå | Advokatbyrån {mark} | Vårdcentralen {mark} | {mark} Försäkring | Kliniken {mark}
Teater {mark} | Folkhögskolan {mark} | {pair} & {pair} Advokater | Stiftelsen {mark} | Närradion {mark}
{town}s kommun | {town}s tingsrätt | {town}s universitet | Högskolan i {town} | Region {town}
{town}s stadsbibliotek | {town}s lasarett
""",
    "mark": """
Björklunden | Silvertärnan | Fyrljus | Blåklockan | Havsörnen | Ljungheden | Norrljus | Lärkan | Stenbron
Älvstrand | Gläntan | Rönnbäret | Tallmon | Vågbrytaren | Åkerbäret | Kaprifol | Höstlöv | Skärgårdsvind
Svalan | Stjärnkikaren | Gula Huset | Trollsländan | Sju Öar | Midvinter | Hjortron | Öppet Fönster
Kornknarren
Ängsull | Granbacken | Lönnen | Mossviken | Pappersbåten | Solvarvet | Västanvind
""",
    "pair": """
Ek | Alm | Våg | Fyr | Ljung | Sten | Rönn | Lind | Segel | Ask | Tärna | Fjäder | Mossa | Gryning
""",
    "town": """
Lindvik | Älvhamn | Norrbäcken | Björkstad | Silverköping | Västerhed | Tallhult | Stenudden | Ljungholm
""",
}

DANISH = {
    "firms": """
{mark} Film | {mark} Medier | {mark} Lyd | {mark} Kundeservice | {mark} Tekstning | {mark} Lydbøger
{mark} Podcast
{mark} Produktion | {mark} Oversættelse | {mark} Kurser | {mark} Radio | {mark} Konference | {mark} Analyse
Forlaget {mark} | Studie {mark} | Lydværket {mark} | Tolkebureauet {mark} | Dyrehospitalet {mark}
Radio {mark} | Skrivestuen {mark} | Filmkompagniet {mark} | Tandlægerne {mark} | {mark} & {pair}
""",
    "plain": """
{mark} Advokater | Klinik {mark} | Lægehuset {mark} | {mark} Forsikring | Advokathuset {mark}
Teatret {mark}
{pair} & {pair} Advokater | Højskolen {mark} | Speciallægerne {mark} | Nærradio {mark}
{town} Kommune | Retten i {town} | {town} Universitet | {town} Bibliotek | {town} Sygehus | {town} Byråd
""",
    "mark": """
Havfruen Nord | Lyngbakken | Sølvpilen | Blåmejsen | Fyrtårnet | Rågården | Strandsvalen | Egeløv
Kløvermarken
Nordhavn Øst | Morgenrøde | Åkanden | Bøgelunden | Hyldebær | Viben | Tordenskyen | Mågen | Klitrosen
Den Gule Dør | Syv Broer | Skovduen | Stille Vand | Ørnereden | Brombær | Marehalm | Ålegræs | Kornblomst
Sommerfugl | Tangnålen | Æblehaven
""",
    "pair": "Lyng | Fyr | Eg | Bølge | Pil | Hyld | Ravn | Klit | Sejl | Bøg | Mose | Fjer | Ask | Tidevand",
    "town": "Lyngstrup | Æbleholm | Nørrevang Kyst | Strandrup | Egemose | Sølvborg | Vestklit | Bøgesund",
}

NORWEGIAN = {
    "firms": """
{mark} Film | {mark} Medier | {mark} Lyd | {mark} Kundesenter | {mark} Teksting | {mark} Lydbok
{mark} Podkast
{mark} Produksjon | {mark} Oversettelse | {mark} Kurs | {mark} Radio | {mark} Konferanse | {mark} Forlag
Studio {mark} | Lydriket {mark} | Tolketjenesten {mark} | Dyreklinikken {mark} | Filmlaget {mark}
Radio {mark} | Avisa {mark} | Skrivestua {mark} | Tannlegene {mark} | {mark} & {pair}
""",
    "plain": """
Advokatene {mark} | Legesenteret {mark} | {mark} Forsikring | Klinikk {mark} | Teater {mark}
Nærradio {mark}
{pair} & {pair} Advokater | Folkehøgskolen {mark} | {town} kommune | {town} tingrett | Høgskolen i {town}
{town} bibliotek | {town} sykehus | {town} bystyre
""",
    "mark": """
Fjellrype | Nordavind | Blåklokke | Havørna | Multemyra | Sølvfossen | Tindelys | Røyskatt | Skjærgård
Bjørkelia | Lomvi | Tyttebær | Måltrosten | Fyrlykta | Kvitveis | Storbekken | Den Røde Naustdøra
Sju Fjell
Stillvær | Heilo | Lyngheia | Rognebær | Værbitt | Østavind | Islom | Åkerrikse | Furumoen | Vinterlys
""",
    "pair": """
Fjell | Foss | Lyng | Rype | Furu | Tind | Skjær | Rogn | Vidde | Fjære | Eik | Naust | Bekk | Ørn
""",
    "town": "Bjørkevåg | Sølvfjord | Storelv Sund | Lyngneset | Fosshamar | Tindeby | Ørnevik | Granmo",
}

FINNISH = {
    "firms": """
{mark} Media | {mark} Filmi | {mark} Ääni | {mark} Tekstitys | {mark} Asiakaspalvelu | {mark} Äänikirjat
{mark} Podcast | {mark} Tuotanto | {mark} Käännökset | {mark} Koulutus | {mark} Litterointi
{mark} Kustannus
Studio {mark} | Radio {mark} | Tulkkikeskus {mark} | Eläinklinikka {mark} | Elokuvapaja {mark}
Kirjapaja {mark}
Hammaslääkärit {mark} | Puhelinpalvelu {mark} | Äänittämö {mark} | Tutkimustoimisto {mark}
{mark} Kokoukset
Asianajotoimisto {mark} | Lääkäriasema {mark}
""",
    "plain": """
Vakuutusyhtiö {mark} | Lakitoimisto {pair} & {pair} | Teatteri {mark} | Kansanopisto {mark}
Lähiradio {mark}
{gen} kaupunki | {gen} käräjäoikeus | {gen} yliopisto | {gen} kirjasto | {gen} sairaala | {gen} kunta
""",
    "mark": """
Hopealahti | Koivuranta | Revontuli | Sinikello | Merikotka | Kanerva | Tuulimylly | Aamurusko | Pihlaja
Kuukivi | Majakka | Joutsenlampi | Lumikko | Hiljainen Ranta | Kultasiipi | Sammal | Tähtitorni | Vanamo
Metsälinna | Pääskynen | Keltainen Talo | Suopursu | Havupolku | Kajava | Lähde | Myrskylyhty | Yökehrääjä
""",
    "pair": "Kuusi | Kaisla | Tammi | Havu | Kivi | Sula | Pihka | Tuuli | Halla | Haapa | Lumme | Kaarna",
    "gen": "Koivurannan | Hopealahden | Tuulivaaran | Sinijärven | Kuusniemen | Lumivirran | Pihlajasalmen",
}
