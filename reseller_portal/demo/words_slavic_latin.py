"""Polish and Czech vocabulary; ``loc`` is a place in the locative with its preposition."""

POLISH = {
    "firms": """
{mark} Media | {mark} Film | {mark} Audio | {mark} Produkcja | {mark} Napisy | {mark} Podcasty
{mark} Szkolenia
{mark} Tłumaczenia | {mark} Audiobooki | {mark} Transkrypcje | {mark} Konferencje | {mark} Badania Rynku
{mark} Dźwięk | {mark} Stomatologia | {mark} Rehabilitacja | {mark} Telemarketing | {mark} Diagnostyka
Wydawnictwo {mark} | Radio {mark} | Studio {mark} | Przychodnia {mark} | Drukarnia {mark}
Księgarnia {mark}
Wytwórnia {mark} | Biuro Tłumaczeń {mark} | Lecznica {mark} | Infolinia {mark} | Redakcja {mark}
Centrum Medyczne {mark} | Fabryka Dźwięku {mark} | Pracownia {mark} | Agencja {mark} | Telewizja {mark}
""",
    "plain": """
Kancelaria {mark} | Adwokaci {mark} | Klinika {mark} | Szpital {mark} | Fundacja {mark} | Teatr {mark}
{mark} Ubezpieczenia | Stowarzyszenie {mark} | Notariusze {mark} | Spółdzielnia {mark} | Hospicjum {mark}
{pair} i {pair} Radcowie Prawni | Urząd Miasta {town} | Gmina {town} | Starostwo Powiatowe {loc}
Sąd Rejonowy {loc} | Uniwersytet {loc} | Biblioteka Miejska {loc} | Szpital Powiatowy {loc} | Powiat {town}
Prokuratura Rejonowa {loc} | Akademia Sztuk {loc}
""",
    "mark": """
Żuraw | Jarzębina | Srebrna Wierzba | Latarnia | Cichy Brzeg | Wrzosowisko | Jaskółka | Błękitna Zatoka
Trzcina
Złoty Dąb | Kamienny Most | Poranek | Sosnowy Las | Stary Młyn | Żagiel | Słonecznik | Gwiazda Polarna
Bursztyn
Łąka | Papierowy Statek | Dmuchawiec | Echo Doliny | Czapla | Siedem Wzgórz | Głóg | Kalina | Mała Przystań
Otwarte Okno | Piąta Strona | Rosa | Skowronek | Świetlik | Tymianek | Wilga | Zielone Wzgórze | Świt
Źródło
Brzozowy Gaj | Dobre Słowo | Ławica | Nowy Rozdział | Ósmy Kontynent | Pogodny Dzień | Rumianek
""",
    "pair": """
Klon | Świerk | Pióro | Żagiel | Brzeg | Wrzos | Kamień | Jesion | Modrzew | Trzcina | Ląd | Dąbrowa
""",
    "town": """
Lipnowo Dolne | Jaworzec Wielki | Dębogórze Nowe | Sosnówek | Brzozowiec | Wierzbinek | Żurawice Małe
""",
    "loc": """
w Sosnówku = sosnowek | w Brzozowcu = brzozowiec | w Wierzbinku = wierzbinek | w Lipogrodzie = lipogrod
w Jasnowodach = jasnowody | w Kaliniewie = kaliniewo
""",
}

CZECH = {
    "firms": """
{mark} Media | {mark} Film | {mark} Audio | {mark} Produkce | {mark} Titulky | {mark} Podcasty
{mark} Překlady
{mark} Audioknihy | {mark} Přepisy | {mark} Konference | {mark} Vzdělávání | {mark} Dabing | {mark} Výzkum
Nakladatelství {mark} | Rádio {mark} | Studio {mark} | Tiskárna {mark} | Knihkupectví {mark}
Televize {mark}
Veterina {mark} | Kontaktní centrum {mark} | Poliklinika {mark} | Zubní ordinace {mark} | Zvukárna {mark}
Redakce {mark} | Dílna {mark} | Agentura {mark}
""",
    "plain": """
Advokátní kancelář {mark} | Klinika {mark} | Nemocnice {mark} | Nadace {mark} | Divadlo {mark}
Spolek {mark}
{mark} pojišťovna | Notáři {mark} | {pair} a {pair} advokáti | Město {town} | Městský úřad {town}
Obec {town}
Okresní soud {loc} | Univerzita {loc} | Knihovna {town} | Krajský soud {loc}
""",
    "mark": """
Modrý přístav | Jeřabina | Stříbrná vrba | Maják | Tichý břeh | Vřesoviště | Vlaštovka | Rákos | Zlatý dub
Kamenný most | Ranní rosa | Starý mlýn | Plachta | Slunečnice | Severka | Jantar | Louka | Papírová loď
Volavka
Sedm kopců | Kalina | Otevřené okno | Skřivan | Světluška | Tymián | Žluva | Pramen | Březový háj
Dobré slovo
Čáp | Ořešák | Šípek | Ledňáček | Žlutý dům | Půlměsíc | Ďáblík
""",
    "pair": "Javor | Smrk | Pero | Břeh | Vřes | Kámen | Jasan | Modřín | Buk | Skála | Most | Lípa",
    "town": "Lipovany nad Řekou | Javořín | Březohrad | Vrbovice pod Skalou | Stříbrná Lhotka | Jasanov",
    "loc": "v Javoříně = javorin | v Březohradě = brezohrad | v Jasanově = jasanov | v Lipovanech = lipovany",
}
