"""French vocabulary; ``of`` is a name with its preposition, so that the article contracts correctly."""

FRENCH = {
    "firms": """
{mark} Productions | {mark} Médias | {mark} Films | {mark} Sous-titrage | {mark} Formation
{mark} Relation Client
{mark} Audio | {mark} Podcasts | {mark} Traduction | {mark} Documentaires | {mark} Édition | {mark} Conseil
{mark} Expertises | {mark} Événements | {mark} Transcription | {mark} Imagerie Médicale | {mark} Sténotypie
Studio {mark} | Radio {mark} | Éditions {of} | Imprimerie {of} | Laboratoire {of} | Presses {of}
Les Films {of} | Les Voix {of} | Ateliers {of} | Centre d'appels {of} | Librairie {of} | Secrétariat {of}
Livres Audio {of} | Comptoir {of} | Maison {of} | Télévision {of} | Antenne {of} | Gazette {of}
""",
    "plain": """
{mark} Avocats | Cabinet {mark} | Clinique {of} | Polyclinique {of} | {mark} Assurances | Étude {mark}
Mutuelle {of} | Théâtre {of} | Institut {of} | Cabinet médical {of} | Hôpital {of} | {pair} & {pair} Avocats
Association {mark} | Maison de santé {of} | Clinique vétérinaire {of} | {mark} Notaires | Fondation {of}
Mairie de {town} | Ville de {town} | Université de {town} | Tribunal judiciaire de {town}
Médiathèque de {town}
Communauté de communes de {town} | Conservatoire de {town} | Cour d'appel de {town} | Barreau de {town}
""",
    "mark": """
Marée Haute | Rive Claire | Lune Rousse | Sept Îles | Vent d'Est | Clair Matin | Bois Doré | Pierre Bleue
Hirondelle | Belle Saison | Encre Vive | Martinet | Grand Large | Mésange | Point du Jour | Orme Blanc
Fil de Voix | Houle | Genévrier | Papier Plume | Petite Ourse | Quai Nord | Roseraie | Source Vive
Terre Ocre
Verveine | Courlis | Mot à Mot | Plein Écho | Églantine | Île aux Cerises | Alizarine | Bouvreuil
Canopée Sud
Deux Phares | Étoile Polaire | Fougère | Garrigue | Héron Cendré | Jardin Clos | Lavandin | Mirabelle
Noisetier | Ocre Rouge | Pluie d'Été | Romarin | Sittelle | Tramontane | Volet Bleu | Zéphyrine
""",
    "of": """
du Vieux Phare | de la Dune | des Tilleuls | de l'Estuaire = estuaire
du Pont Neuf-Moulin | de la Cigogne | des Quatre Chemins
de l'Aubépine = aubepine | du Rivage | de la Lanterne | des Genêts
du Cerf-Volant | de l'Horloge = horloge | de la Clairière | du Héron
des Mouettes | de l'Écluse = ecluse | du Bois Joli | de la Houlette
des Collines | du Sureau | de la Grande Ourse | du Levant
de l'Olivette = olivette | des Remparts | du Belvédère
de la Passerelle
""",
    "pair": """
Chêne | Rivière | Tilleul | Plume | Sorbier | Falaise | Encrier | Lierre | Phare | Noyer | Ardoise
Brume | Osier
""",
    "town": """
Valmarais | Montclairière | Saint-Orvin | Belle-Rivelle | Port-Grésin | Sauvelune | Fontvernay | Roquebleue
Champ-Tilleul | Neuville-les-Genêts | Pierrelongue-sur-Orge | Lanvérec
""",
}
