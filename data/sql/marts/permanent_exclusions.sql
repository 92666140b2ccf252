-- Grain: one permanent exclusion in one period it started in, whatever came of it and in any
-- school. By school district.
with tier_1 as (
    select distinct stg_exclusions.exclusion_id
    from stg_exclusions
    inner join stg_placements on stg_placements.pupil_id = stg_exclusions.pupil_id
    where
        stg_exclusions.is_permanent
        and stg_placements.tier = '1'
        and stg_placements.start_date < stg_exclusions.start_date
        and stg_placements.open_to >= stg_exclusions.start_date - interval 12 month
)

select
    days.time_period,
    days.time_identifier,
    coalesce(stg_schools.district, 'z') as district,
    case when stg_schools.school_urn is not null then coalesce(stg_schools.phase, 'Not in scope') end
        as phase,
    stg_exclusions.sex,
    stg_exclusions.sen_provision,
    stg_exclusions.fsm_eligible,
    stg_exclusions.ethnicity_group,
    stg_exclusions.nc_year,
    stg_exclusions.pupil_id as child,
    1 as recorded,
    cast(status = 'withdrawn' as integer) as withdrawn,
    cast(status = 'overturned' as integer) as overturned,
    cast(status = 'notified' as integer) as undecided,
    cast(status = 'upheld' as integer) as upheld,
    cast(status = 'upheld' and stg_schools.phase is null as integer) as upheld_out_of_scope,
    cast(status = 'upheld' and stg_schools.phase_code = 'PR' as integer) as upheld_in_ap_schools,
    cast(status != 'withdrawn' as integer) as not_withdrawn,
    cast(status != 'withdrawn' and tier_1.exclusion_id is not null as integer) as after_outreach,
    cast(status != 'withdrawn' and tier_1.exclusion_id is null as integer) as without_outreach
from stg_exclusions
inner join days on days.day = stg_exclusions.start_date
left join stg_schools
    on
        stg_schools.school_urn = stg_exclusions.school_urn
        and stg_exclusions.start_date between stg_schools.found_from and stg_schools.found_to
left join tier_1 on tier_1.exclusion_id = stg_exclusions.exclusion_id
where stg_exclusions.is_permanent
