"""A small set of questions, and what a report says."""

from rcp_search.evaluation import CONFIGURATIONS
from rcp_search.evaluation.figures import WHOLE, rows_of

BY_NAME = {configuration.name: configuration for configuration in CONFIGURATIONS}
CORPUS = [
    {"_id": "d1", "title": "Fees", "text": "Workers pay no recruitment fees."},
    {"_id": "d2", "title": "Borders", "text": "Joint training of border officers."},
]
QUERIES = [{"_id": "q1", "text": "recruitment fees"}, {"_id": "q2", "text": "border training"}]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq2\td2\t1\n"


def means(report, part=WHOLE, value=WHOLE):
    return {
        row.measure: row.figure.mean
        for row in rows_of(report)
        if (row.part, row.value) == (part, value)
    }
