"""German and Dutch vocabulary."""

GERMAN = {
    "firms": """
{mark} Verlag | {mark} Film | {mark} Medien | {mark} Hörbuch | {mark} Tonstudio | {mark} Filmproduktion
{mark} Schreibservice | {mark} Kundendialog | {mark} Untertitel | {mark} Podcast | {mark} Synchron
{mark} Dialogcenter | {mark} Sprachdienste | {mark} Akustik | {mark} Pflegedienst | {mark} Bildung
{mark} Dokumentation | {mark} Gutachten | {mark} Medizintechnik | {mark} Marktforschung
{mark} Archivdienste
Tonwerk {mark} | Hörverlag {mark} | Medienhaus {mark} | Filmwerkstatt {mark} | Übersetzungsbüro {mark}
Callcenter {mark} | Studio {mark} | Redaktionsbüro {mark} | Diktatzentrum {mark} | Lokalfunk {mark}
Radio {mark} | {mark} Radio | {mark} Veranstaltungen | {mark} Konferenztechnik | {mark} Audio
""",
    "plain": """
Kanzlei {mark} | {mark} Rechtsanwälte | {mark} Notare | Klinik {mark} | Praxis {mark} | Augenklinik {mark}
Tierklinik {mark} | Ärztehaus {mark} | Fachklinik {mark} | {mark} Versicherung | Seniorenstift {mark}
Gemeinschaftspraxis {mark} | {mark} & {pair} Rechtsanwälte | {pair} & {pair} | Buchhandlung {mark}
{mark} Patentanwälte | Zahnzentrum {mark} | Bürgerfunk {mark} | {mark} Krankenkasse | Volkshochschule {town}
Stadt {town} | Gemeinde {town} | Landkreis {town} | Universität {town} | Hochschule {town}
Amtsgericht {town}
Landgericht {town} | Stadtverwaltung {town} | Universitätsklinikum {town} | Kreistag {town}
Stadtarchiv {town}
Handwerkskammer {town} | Stadtbibliothek {town} | {town}er Zeitung | {town}er Rundfunk
""",
    "mark": """
Lindengasse | Silberreiher | Morgenrot | Birkental | Eisvogel | Holunder | Wacholder | Blauer Hafen
Sonnenuhr
Kranichfeld | Seerose | Windrad | Rotbuche | Mühlbach | Papierboot | Leuchtturm | Schlehe | Hainbuche
Amselweg | Drei Linden | Goldregen | Alte Schmiede | Nordlicht | Feldlerche | Zaunkönig | Kupferdach
Quellgrund
Uferweg | Flieder | Tannengrund | Weißdorn | Kieselstein | Klangbogen | Wortlaut | Gute Stunde | Sanddorn
Salbei | Mondwiese | Eichenhain | Haselnuss | Herbstlaub | Schwalbennest | Ankerplatz | Bernstein | Distel
Glockenturm | Heidekraut | Igelgarten | Jahreszeit | Kornblume | Löwenzahn | Moosgrund | Nebelhorn | Ostwind
Pfefferminz | Steinbrücke | Thymian | Vogelbeere | Wellenschlag | Ahornblatt
Blattgold | Grünspecht | Fährhaus | Hohe Warte | Klarsicht | Maulbeer | Rabenstein | Süßholz | Turmfalke
""",
    "pair": """
Ahorn | Erle | Falke | Linde | Wacholder | Stein | Kiesel | Ginster | Ulme | Reiher | Dachs | Esche | Salbei
Anker | Segel | Feder | Tinte | Ufer | Lerche | Distel
""",
    "town": """
Lindenbrück | Oberwalden | Birkenstedt | Silberthal | Mühlhafen | Kranichstedt | Altenquell | Ahrensfurt
Grünbergen | Steinwalden | Falkenroda | Weidenburg | Eschenried | Hohenlinde | Nebelstedt | Rothenmoor
""",
}

DUTCH = {
    "firms": """
{mark} Media | {mark} Producties | {mark} Film | {mark} Geluid | {mark} Ondertiteling | {mark} Klantcontact
{mark} Luisterboeken | {mark} Podcasts | {mark} Vertalingen | {mark} Verslaglegging | {mark} Notuleerservice
{mark} Tandartsen | {mark} Uitvaartzorg | {mark} Opleidingen | {mark} Marktonderzoek | {mark} Congressen
{mark} Radio | {mark} Letselschade | {mark} Thuiszorg | {mark} Typewerk | {mark} Makelaars
{mark} Schaderegeling
Uitgeverij {mark} | Omroep {mark} | Studio {mark} | Tekstbureau {mark} | Drukkerij {mark} | Filmhuis {mark}
Dierenkliniek {mark} | Callcenter {mark} | Geluidsstudio {mark} | Tolkenbureau {mark} | Radio {mark}
Bureau {mark} | Opnamehuis {mark} | {mark} Audio | {mark} Juristen | {mark} & {pair}
""",
    "plain": """
{mark} Advocaten | {mark} Notarissen | Kliniek {mark} | Huisartsenpraktijk {mark} | Zorggroep {mark}
{mark} Verzekeringen | Gezondheidscentrum {mark} | {pair} & {pair} Advocaten | Stichting {mark}
Theater {mark} | Ziekenhuis {mark} | Oogkliniek {mark} | {mark} Mediation | Woonzorgcentrum {mark}
Advocatenkantoor {mark} | {mark} Onderlinge | Gemeente {town} | Waterschap {town} | Hogeschool {town}
Rechtbank {town} | Universiteit {town} | Streekarchief {town} | Bibliotheek {town} | Gemeenteraad {town}
Omgevingsdienst {town} | Lokale Omroep {town} | Streekziekenhuis {town} | Raadsgriffie {town}
""",
    "mark": """
Blauwe Haven | Zilverreiger | Wilgenhof | De Rietkraag | Het Kompas | IJsvogel | Lindelaan | Waterlelie
De Vuurtoren | Klaproos | Kievit | Duindoorn | Noorderbrug | Het Anker | Meerkoet | Oude Sluis | Zonnedauw
De Kade | Grutto | Windvaan | Zeegras | Polderlicht | De Wachttoren | Stormvogel | Hazelaar | Helmgras
Vlierboom | Koperwiek | Papieren Boot | De Stelling | Drie Molens | Weidevogel | Nachtegaal | Tussenwater
Het Gesprek | Tweede Stem | Goudenregen | Heldere Taal | Lisdodde | Meidoorn | Vlinderstruik | Brede Dijk
Oosterlicht | Pluimgras | Roerdomp | Scholekster | Tureluur | Veldzicht | Wulp | Zandoog | Berkenrode
De Blauwe Reiger | Zuidpolder | Eikenhorst | Kruidtuin | Lichtschip | Morgenland | Olmenhof | Wegedoorn
Ganzenveer | Kleine Beer | Rode Beuk | Spiegelgracht | Vierstromen | Waddenwind
""",
    "pair": """
Linde | Vonk | Eik | Wulp | Anker | Riet | Meeuw | Zeil | Klaver | Duin | Vlier | Els | Pluim | Iep | Kade
Tijm | Sleutel | Specht | Veen | Berk
""",
    "town": """
Oosterwaard | Lindewoude | Nieuw-Rietveen | Waterbergen | Zilverdijk | Halmeroord | Kraaiendam | Duinrode
Westerkogge | Elzendrecht | Molenbrugge | Vlierhoven | Zuiderhaven | Grasdorp
""",
}
