"""Italian vocabulary; ``of`` carries its preposition."""

ITALIAN = {
    "firms": """
{mark} Produzioni | {mark} Media | {mark} Film | {mark} Sottotitoli | {mark} Formazione | {mark} Podcast
{mark} Traduzioni | {mark} Comunicazione | {mark} Audiolibri | {mark} Eventi | {mark} Doppiaggi
{mark} Audio
{mark} Trascrizioni | {mark} Perizie | {mark} Contenuti | {mark} Diagnostica | {mark} Congressi
{mark} Sondaggi
Edizioni {mark} | Radio {mark} | Tipografia {of} | Libreria {of} | Voci {of} | Officina {of}
Cinema {of} | Laboratorio {of} | Centro Servizi {mark} | Teleradio {mark} | Archivio {of} | Gazzetta {of}
Studio Dentistico {mark} | Centralino {mark} | Emittente {of} | Poliambulatorio {of}
""",
    "plain": """
{mark} Assicurazioni | Clinica {of} | Ospedale {of} | Fondazione {mark} | Studio Legale {mark} | Teatro {of}
Associazione {mark} | Casa di Cura {of} | {pair} & {pair} Avvocati | Istituto {of} | Cooperativa {of}
Clinica Veterinaria {of} | Studio Notarile {mark} | Mutua {of} | Accademia {of} | Comune di {town}
Università di {town} | Tribunale di {town} | Biblioteca di {town} | Provincia di {town} | Procura di {town}
""",
    "mark": """
Marea Chiara | Casa Gialla | Vento Largo | Pietra Serena | Luna di Marzo | Ginestra | Rondine | Inchiostro
Faro Vecchio | Melograno | Sette Colli Blu | Brezza | Rosmarino | Riva Alta | Cardellino | Corbezzolo
Eco Lontana
Finestra Aperta | Timo Selvatico | Parola Viva | Quercia | Allodola | Biancospino | Civetta | Due Sponde
Erba Luce
Felce | Girandola | Isola Quieta | Lanterna | Mirto | Nuvola Bassa | Ottobre | Pettirosso | Salvia
Tramontana
Upupa | Vela Rossa | Zafferano | Ulivo Storto
""",
    "of": """
del Faro | della Darsena | dei Tigli | delle Rondini | dell'Ulivo = ulivo | del Mulino | della Fonte
dei Cipressi
della Collina | del Porto Vecchio | dell'Alba = alba | della Meridiana | delle Ginestre | del Ponte
dei Melograni | della Scogliera | dell'Orologio = orologio | delle Saline | del Belvedere
""",
    "pair": """
Quercia | Riva | Piuma | Tiglio | Ardesia | Onda | Giunco | Alloro | Felce | Vela | Ambra | Ginepro
""",
    "town": """
Montechiaro Alto | Valserena | Castelvento | Rocca Mirtilla | Borgolungo | Pietraluna | Santa Fiora al Ponte
Fontebruna | Portoselva
""",
}
