-- Grain: one pupil ever placed in tier 2 or 3.
create temp table ap_pupils as
select
    pupil_id,
    min(start_date) as first_placed
from stg_placements
where tier in ('2', '3')
group by pupil_id
