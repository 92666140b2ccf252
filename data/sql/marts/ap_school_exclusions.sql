-- Grain: one suspension or permanent exclusion from an AP school in one period. By school
-- district: DfE publishes AP schools apart from its primary, secondary and special totals.
select
    days.time_period,
    days.time_identifier,
    stg_schools.district,
    stg_exclusions.sex,
    stg_exclusions.pupil_id as child,
    cast(is_permanent and status = 'upheld' as integer) as permanent_exclusions,
    cast(is_suspension as integer) as suspensions
from stg_exclusions
inner join days on days.day = stg_exclusions.start_date
inner join stg_schools
    on
        stg_schools.school_urn = stg_exclusions.school_urn
        and stg_exclusions.start_date between stg_schools.found_from and stg_schools.found_to
where stg_schools.phase_code = 'PR'
