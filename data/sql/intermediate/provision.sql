-- Grain: one placement (tiers 2 and 3) or home tuition episode: what a permanently excluded child
-- may be provided with.
create temp table provision as
select
    pupil_id,
    start_date,
    open_to,
    full_time
from stg_placements
where tier in ('2', '3')
union all
select
    pupil_id,
    start_date,
    open_to,
    full_time
from stg_home_tuition
