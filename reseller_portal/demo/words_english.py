"""English vocabulary: British and Irish, North American, and English names used by firms elsewhere."""

_FIRMS = """
{mark} Media | {mark} Radio | {mark} Productions | {mark} Publishing | {mark} Studios | {mark} Audiobooks
{mark} Podcasts | {mark} Films | {mark} Captioning | {mark} Transcripts | {mark} Call Centres
{mark} Dental
{mark} Veterinary Group | {mark} Broadcasting | {mark} Sound | {mark} Subtitles | {mark} Dictation Services
{mark} Health | {mark} Contact Centre | {mark} Books | {mark} Pictures | {mark} Audio | {mark} Research
{mark} Reporting | {mark} Post Production | {mark} Interpreting | {mark} Documentaries | {mark} Newsroom
{mark} Claims Handling | {mark} Surveyors | {mark} Language Services | {mark} Typing Bureau | {mark} Events
{mark} Training | {mark} Archive Services | {mark} Helpdesk | {mark} Physiotherapy | {mark} Imaging
{mark} Radiology | {mark} Editorial | {mark} FM | {mark} Voice | {mark} Records Management
{mark} Court Reporting | {mark} & {pair} | {mark} and {pair}
"""

_PLAIN = """
{mark} Legal | {mark} Chambers | {mark} Clinic | {mark} Mutual | {mark} Press | {mark} Surgery
{mark} Insurance | {mark} Eye Hospital | {mark} Hospice | {mark} Academy | {mark} Law
{mark} Medical Practice
{pair} & {pair} | {pair} & {pair} Solicitors | {mark} Community Radio | {mark} Oral History Project
{mark} Parliament Desk | {mark} Film Archive | {mark} Theatre | {mark} Students' Radio | {mark} Family Law
The {mark} Review | The {mark} Podcast Company
"""

_BRITISH_BODIES = """
{town} Town Council | {town} Borough Council | {town} District Council | University of {town}
{town} County Court | {town} General Hospital | {town} Magistrates' Court | {town} College
{town} Parish Council | {town} University Press | {town} Coroner's Office | {town} Library Service
"""

_IRISH_BODIES = """
{town} County Council | {town} District Court | University of {town} | {town} Regional Hospital
{town} City Library | {town} Circuit Court | {town} College of Further Education | {town} Chamber
"""

_AMERICAN_BODIES = """
City of {town} | {town} County Clerk | {town} State University | {town} School District | Town of {town}
{town} County Court | {town} Public Radio | {town} Community College | {town} Memorial Hospital
{town} Public Library | {town} Police Records Office | {town} Bar Association
"""

_MARKS = """
Blue Harbour | Corvid | Estuary | Juniper | Saltmarsh | Copper Lantern | Quiet Meadow | Larkspur
Amber Lane
Hollow Oak | Northfold | Greywether | Bramble Hill | Thistledown | Ironbark | Millrace | Long Acre
Tern Island
Curlew | Foxglove | Sandpiper | Windrow | Candlemas | Plumtree | Pebble Quay | Silver Birch | Whistling Gate
Marram | Cinder Path | Lantern Yard | Redshank | Fieldfare | Weathercock | Oxbow Bend | High Orchard
Slate Roof
Two Rivers | Seven Gables | Open Window | Plain Spoken | Clear Margin | Second Draft | Lowtide | Dovecote
Harrow Green | Bellflower | Inkwell | Paper Boat | Stonecrop | Tamarisk | Hazel Copse | Old Mill
Winterbourne
Barley Mow | Driftwood | Kingfisher Lane | Moorhen | Nightjar | Orchard Row | Pale Moon | Quince | Rookery
Samphire | Teasel | Umber | Vane | Wayside | Yarrow | Ember | Fernbank | Goldenrod | Hearthside | Ivy Bridge
Jackdaw | Linnet | Meridian Street | Nettle Field | Osprey Point | Peat Smoke | Rowan Tree | Sedge | Tallow
Upland | Verbena | Wheatear | Aspen Court | Beacon Hollow | Chalk Stream | Dunlin | Elderflower | Flint
Granary | Heron Wharf | Island View | Kelp | Ledger Lane | Merlin Gate | Nutmeg Tree | Otter Brook
Pilot Light
Quayside North | Ripple Lane | Shoreline | Turnstone | Undercliff | Violet Hour | Whimbrel | Yellow Door
"""

_PAIRS = """
Fennel | Wood | Ash | Sorrel | Rook | Ember | Thorn | Vale | Moss | Quill | Alder | Lark | Reed | Flint
Sage
Brook | Tansy | Heath | Wick | Marl | Clover | Tide | Bracken | Loam | Hawthorn | Plover | Cobble | Fable
"""

_TOWNS = """
Larkmere | Wexcombe | Ashenford | Thornby Vale | Millhaven | Oldcastle Green | Saltwick Bay | Harrowdale
Fenbridge | Coldwater Moor | Eastmarch | Brindlehurst | Winterholm | Greyfield | Ottermouth | Calderwick
Rooksborough | Silverbourne | Marlinstone | Pennyworth Down | Kestrelby | Swanmoor
"""

_IRISH_TOWNS = """
Ballyfinnock | Carrigmoyle | Dunmarrow | Rathsallow | Glenarva | Clonmarsh | Kilbranna | Inishlarra
"""

_AMERICAN_TOWNS = """
Alder Falls | Prairie Bend | Copper Junction | Maple Landing | Red Mesa Springs | Juniper Flats
Lake Tallow
Stillwater Ridge | Cedar Hollow | Birch Narrows | Heron Prairie | Granite Ford | Willow Crossing
Blue Spruce
"""

BRITISH = {"firms": _FIRMS, "plain": _PLAIN + _BRITISH_BODIES, "mark": _MARKS, "pair": _PAIRS, "town": _TOWNS}

IRISH = {**BRITISH, "plain": _PLAIN + _IRISH_BODIES, "town": _IRISH_TOWNS}


def _american(text: str) -> str:
    """Return the British vocabulary text in American spelling and usage."""
    swaps = (
        ("Harbour", "Harbor"), ("Grey", "Gray"), ("Centre", "Center"), ("Theatre", "Theater"),
        ("Solicitors", "Attorneys"), ("Chambers", "Law Group"), ("Surgery", "Family Medicine"),
        ("Surveyors", "Appraisals"), ("Typing Bureau", "Typing Pool"),
    )  # fmt: skip
    for british, american in swaps:
        text = text.replace(british, american)
    return text


AMERICAN = {
    "firms": _american(_FIRMS),
    "plain": _american(_PLAIN) + _AMERICAN_BODIES,
    "mark": _american(_MARKS),
    "pair": _PAIRS,
    "town": _AMERICAN_TOWNS,
}

# What a firm outside the English-speaking countries calls itself when it wants an international name.
GLOBAL = {
    "firms": """
{mark} Media | {mark} Audio | {mark} Film | {mark} Studio | {mark} Productions | {mark} Voice
{mark} Podcasts
{mark} Content | {mark} Subtitling | {mark} Speech Lab | {mark} Pictures | {mark} Contact Services
{mark} Sound
{mark} Digital | {mark} Communications | {mark} Localisation | {mark} Events | {mark} Medical Records
{mark} Transcription | {mark} Language Lab | {mark} Newsroom | {mark} Outsourcing | {mark} Care Line
""",
    "plain": "{mark} Legal Advisers | {mark} Collective | {mark} Institute | {mark} Health Partners",
    "mark": """
Polar Fern | Blue Lemon | Hoshi | Corvid North | Third Echo | Loud Pebble | Green Signal Box | Paper Whale
Tall Heron | Marble Fox | Sunday Harbour | Soft Thunder | Oak & Echo | Lemon Pier | Silent Comet | Red Kiosk
Small Hours | Inland Sea | Cloud Orchard | Wide Awake | Velvet Owl | Kindred Line | Glass Acorn
Round Table Nine
Night Ferry | Open Quote | Seven Herons | Kite Weather | Bright Cargo | Slow River | Ninth Wave
Amber Relay
Cobalt Stork | Early Bird Lane | Fjord & Field | Gentle Static | Honest Noise | Icehouse | Jasmine Gate
Lighthouse Keepers | Monday Island | Nordic Plum | Olive Static | Plain Vowel | Quiet Engine
Riverside Eleven
Spoken Ground | True Margin | Upper Deck | Vivid Otter | White Cedar | Yonder | Zinc Roof | Apricot Wave
""",
}
