-- Grain: one published value; where two files tell it, the later publication's.
create temp table published as
with ordered as (
    select
        *,
        row_number() over (
            partition by
                measure_id,
                time_period,
                time_identifier,
                geographic_level,
                area_code,
                breakdown_topic,
                breakdown
            order by
                release desc,
                (numerator is not null) desc,
                (denominator is not null) desc,
                file desc
        ) as nth
    from published_frame
)

select * exclude (nth)
from ordered
where nth = 1
