-- Grain: one officer-entered value.
select
    time_period,
    time_identifier,
    measure_id,
    'LA' as district,
    cast(null as ubigint) as child,
    numerator,
    denominator,
    invited
from returns
