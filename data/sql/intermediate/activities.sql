-- Grain: one NCCIS activity code in one era, with what it counts as.
create temp table activities as
select
    code,
    group_name,
    cast(group_name not in ('Custody', 'Not school-leaving age') as integer) as in_cohort,
    cast(group_name = 'NEET' as integer) as neet,
    cast(group_name = 'Not known' as integer) as not_known,
    coalesce(valid_from, date '1900-01-01') as valid_from,
    coalesce(valid_to, date '2999-12-31') as valid_to
from codes
where code_set = 'activity_code'
