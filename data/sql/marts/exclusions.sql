-- Grain: one exclusion in one period it started in. By school district.
select
    days.time_period,
    days.time_identifier,
    coalesce(stg_schools.district, 'z') as district,
    stg_schools.phase,
    stg_exclusions.sex,
    stg_exclusions.sen_provision,
    stg_exclusions.fsm_eligible,
    stg_exclusions.ethnicity_group,
    stg_exclusions.nc_year,
    stg_schools.school_urn as school,
    stg_exclusions.pupil_id as child,
    cast(is_permanent and status = 'upheld' as integer) as permanent_exclusions,
    cast(is_permanent and status = 'notified' as integer) as undecided,
    cast(is_suspension as integer) as suspensions,
    cast(is_lunchtime as integer) as lunchtime_exclusions,
    -- An enrolment is a pupil at a school: the same pupil at two schools counts twice.
    case
        when is_suspension and days.time_identifier = 'Academic year'
            then hash(stg_exclusions.pupil_id, stg_exclusions.school_urn)
    end as distinct_one_plus_enrolments
from stg_exclusions
inner join days on days.day = stg_exclusions.start_date
inner join stg_schools
    on
        stg_schools.school_urn = stg_exclusions.school_urn
        and stg_exclusions.start_date between stg_schools.found_from and stg_schools.found_to
where stg_schools.phase is not null
