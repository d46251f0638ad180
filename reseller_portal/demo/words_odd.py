"""Odd but legitimate company names that a portal must cope with, as (country, name, domain label)."""

# fmt: off
ODD_NAMES = (
    (
        "GB",
        "The Joint Committee for the Recording and Transcription of Council Proceedings "
        "in the Lower Estuary Boroughs",
        "joint-transcription-committee",
    ),
    ("SE", "halvljus", "halvljus"),
    ("IE", "Shepherd's Lantern Audiobooks", "shepherdslantern"),
    ("GB", "Fennel & Wood", "fennelandwood"),
    ("GB", "Halyard Film (Sound Unit)", "halyard-sound"),
    ("DK", "Ø", "oe-lyd"),
    ("NL", "Studio 47 Noord", "studio47noord"),
    ("JP", "八月三十一日スタジオ", "studio0831"),
    ("DE", "24/7 Diktat GmbH", "diktat24-7"),
    ("FR", "L’Atelier d’à côté", "atelier-acote"),
    ("PT", "casa de escuta", "casadeescuta"),
    ("BR", "Rádio Garoa (FM Comunitária)", "radiogaroa"),
    (
        "PT",
        "Associação de Apoio à Transcrição das Sessões das Assembleias Municipais "
        "e Juntas de Freguesia do Vale Sereno",
        "transcricao-valesereno",
    ),
    ("ES", "Nube & Niebla", "nubeyniebla"),
    ("FR", "Ô", "studio-o"),
    ("ES", "3 Mareas", "3mareas"),
)
# fmt: on
