"""Greek vocabulary with romanisations; ``gen`` is a place in the genitive."""

GREEK = {
    "firms": """
{mark} Media = {mark} media | {mark} Φιλμ = {mark} film | {mark} Παραγωγές = {mark} paragoges
{mark} Μεταφράσεις = {mark} metafraseis | {mark} Υποτιτλισμός = {mark} ypotitloi
{mark} Ακουστικά Βιβλία = {mark} audio
{mark} Συνέδρια = {mark} synedria | {mark} Εκπαιδευτική = {mark} edu
{mark} Επικοινωνία = {mark} epikoinonia
Εκδόσεις {mark} = ekdoseis {mark} | Ράδιο {mark} = radio {mark} | Στούντιο {mark} = studio {mark}
Τυπογραφείο {mark} = typografeio {mark} | Βιβλιοπωλείο {mark} = vivliopoleio {mark}
Τηλεόραση {mark} = tv {mark}
Τηλεφωνικό Κέντρο {mark} = kentro {mark} | Διαγνωστικό {mark} = diagnostiko {mark}
Εφημερίδα {mark} = efimerida {mark}
Κτηνιατρείο {mark} = vet {mark} | Εργαστήρι Ήχου {mark} = ichos {mark}
Κινηματογραφική {mark} = cinema {mark}
Ηχογραφήσεις {mark} = ichografiseis {mark}
""",
    "plain": """
Δικηγορική Εταιρεία {mark} = law {mark} | Κλινική {mark} = kliniki {mark} | Ίδρυμα {mark} = idryma {mark}
Ασφάλειες {mark} = asfaleies {mark} | Θέατρο {mark} = theatro {mark}
Πολυϊατρείο {mark} = polyiatreio {mark}
Σύλλογος {mark} = syllogos {mark} | Δήμος {gen} = dimos {gen} | Πανεπιστήμιο {gen} = uni {gen}
Πρωτοδικείο {gen} = protodikeio {gen} | Δημοτική Βιβλιοθήκη {gen} = vivliothiki {gen}
Εφετείο {gen} = efeteio {gen}
Γενικό Νοσοκομείο {gen} = nosokomeio {gen} | Δικηγορικός Σύλλογος {gen} = dikigoroi {gen}
""",
    "mark": """
Γαλάζιο Λιμάνι = galazio limani | Αλκυόνα = alkyona | Θυμάρι = thymari | Φάρος = faros
Ανεμόμυλος = anemomylos
Χελιδόνι = chelidoni | Ελαιώνας = elaionas | Αυγερινός = avgerinos | Πλατάνι = platani | Γλάρος = glaros
Ηχώ = icho | Λευκή Πέτρα = lefki petra | Μελτέμι = meltemi | Ροδιά = rodia | Κυκλάμινο = kyklamino
Ανατολή = anatoli
Κοχύλι = kochyli | Ρίγανη = rigani | Επτά Κύματα = epta kymata | Ανοιχτό Παράθυρο = anoichto parathyro
Κουκουβάγια = koukouvagia | Αμυγδαλιά = amygdalia | Πυξίδα = pyxida | Ξάστερο = xastero
Ψίθυρος = psithyros
Ασημένια Ιτιά = asimenia itia | Ζέφυρος = zefyros | Λυχνάρι = lychnari | Άσπρο Σύννεφο = aspro synnefo
""",
    "gen": """
Αμπελοχωρίου = ampelochori | Ασημένιας Ακτής = asimenia akti | Πλατανόβρυσης = platanovrysi
Ελαιοχώρας = elaiochora
Λευκολίμανου = lefkolimano | Ανεμόβουνου = anemovouno
""",
}
