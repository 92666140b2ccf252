-- Grain: one tier 2 placement in one period its planned end fell in. By home district.
select
    days.time_period,
    days.time_identifier,
    stg_placements.home_area as district,
    stg_providers.setting,
    stg_placements.sex,
    stg_placements.sen_provision,
    stg_placements.nc_year,
    stg_placements.pupil_id as child,
    1 as due,
    -- Still open is late.
    cast(stg_placements.open_to <= stg_placements.planned_end_date as integer) as on_time,
    cast(stg_placements.open_to > stg_placements.planned_end_date as integer) as late
from stg_placements
inner join days on days.day = stg_placements.planned_end_date
left join stg_providers on stg_providers.provider_id = stg_placements.provider_id
where
    stg_placements.tier = '2'
    and stg_placements.planned_end_date <= $as_at_placements
