"""An annex with profiles of invented Processes, as studies print them."""

from tests.ingest.building import document

from rcp_ingest import Document
from rcp_ingest.names import Names

NAMES = Names(
    states={
        "KE": (("en", "Kenya"), ("fr", "Kenya"), ("ru", "Кения")),
        "UG": (("en", "Uganda"), ("fr", "Ouganda"), ("ru", "Уганда")),
        "GN": (("en", "Guinea"),),
        "PG": (("en", "Papua New Guinea"),),
        "NC": (("en", "New Caledonia"),),
        "FR": (("en", "France"),),
        "TH": (("en", "Thailand"),),
    }
)


def annex() -> Document:
    """Return a study whose annex describes three Processes in two regions."""
    return document(
        "# Regional dialogue: a study",
        "The Lakes Dialogue was established in 2001. Governments meet every year.",
        "## Goals",
        "The study asks what such processes achieve.",
        "# ANNEX: Overview",
        "AFRICA",
        "Lakes Dialogue on Migration (LDM), est. 2001",
        "Secretariat: None. An office in Nairobi helps.",
        "Governments: Kenya and Uganda.",
        "Observers, Partners: IOM.",
        "Observers: the Lakes Bank.",
        "Main Areas of Discussion:",
        "The Dialogue speaks of two themes:",
        "1. labour migration; and",
        "2. ferries.",
        "Goals:",
        "1. Share timetables.",
        "2. Train border guards.",
        "Current Priorities:",
        "1. one ticket for all lakes.",
        "57",
        "ASIA AND OCEANIA",
        "Inter-governmental Conference of Islands on Travel, Work",
        "and Return (5 +",
        "5 Islands), est.\n1999",
        "Secretariat: Rotates.",
        "Governments: Guinea, Papua New Guinea, New Caledonia (France) and Thailand.",
        "Goals:",
        "Shorter queues.",
        "The Harbour Process, est. 2010",
        "Secretariat: Hosted by the harbour masters.",
        "Governments: Thailand.",
        "Observers, Partners: none.",
        "Current Priorities:",
        "1. night shifts; and",
        "2. weekends.",
        "About the authors",
        "The authors live by the sea and write about ports.",
    )
