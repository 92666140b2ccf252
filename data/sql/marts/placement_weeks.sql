-- Grain: one tier 2 placement in the academic year it started in, by whole weeks so far. By home
-- district. Open placements are censored at the as-at date.
select
    days.time_period,
    days.time_identifier,
    stg_placements.home_area as district,
    stg_placements.sex,
    stg_placements.sen_provision,
    stg_placements.pupil_id as child,
    (least(stg_placements.open_to, $as_at_placements) - stg_placements.start_date) // 7 as weeks,
    cast(stg_placements.open_to <= $as_at_placements as integer) as ended,
    cast(stg_placements.open_to > $as_at_placements as integer) as still_open,
    1 as once_children
from stg_placements
inner join days on days.day = stg_placements.start_date
where
    stg_placements.tier = '2'
    and days.time_identifier = 'Academic year'
    and stg_placements.start_date <= $as_at_placements
