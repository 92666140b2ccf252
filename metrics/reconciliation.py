"""Why the council's own count of permanent exclusions and DfE's can differ, step by step."""

import pandas as pd

from metrics.points import Cursor, release_facts

COLUMNS = (
    "time_period",
    "notified",
    "withdrawn",
    "overturned",
    "undecided",
    "upheld",
    "out_of_scope",
    "local_in_scope",
    "published",
    "unexplained",
)


def permanent_exclusions(cursor: Cursor) -> pd.DataFrame:
    """One row per academic year, in permanent exclusions, in the columns COLUMNS.

    notified - withdrawn - overturned - undecided = upheld; upheld - out_of_scope = local_in_scope;
    published - local_in_scope = unexplained, missing where DfE has not published the year. Empty
    without the exclusions and schools extracts.
    """
    if not {"exclusions", "schools"} <= release_facts(cursor).extracts:
        return pd.DataFrame(columns=list(COLUMNS))
    frame = cursor.execute(
        """
        select
            local.time_period,
            local.recorded as notified,
            local.withdrawn,
            local.overturned,
            local.undecided,
            local.upheld,
            local.upheld_out_of_scope as out_of_scope,
            local.upheld - local.upheld_out_of_scope as local_in_scope,
            published.numerator as published,
            published.numerator - (local.upheld - local.upheld_out_of_scope) as unexplained
        from permanent_exclusions as local
        cross join about
        left join published
            on published.time_period = local.time_period
            and published.time_identifier = local.time_identifier
            and published.area_code = about.new_code
            and published.measure_id = 'permanent_exclusion_rate'
            and published.breakdown_topic = 'Total'
        where
            local.time_identifier = 'Academic year'
            and local.geographic_level = 'Local authority'
            and local.breakdown_topic = 'Total'
        order by local.time_period
        """,
        {},
    ).df()
    return frame[list(COLUMNS)]
