-- Grain: one exclusion in one period, once for each of its reasons. By school district.
with reasons as (
    select
        stg_exclusions.*,
        unnest(
            case
                when len(list_filter(reasons, lambda code: code is not null)) = 0 then ['Not known']
                else list_distinct(list_filter(reasons, lambda code: code is not null))
            end
        ) as reason
    from stg_exclusions
)

select
    days.time_period,
    days.time_identifier,
    coalesce(stg_schools.district, 'z') as district,
    reasons.reason,
    reasons.pupil_id as child,
    cast(is_permanent and status = 'upheld' as integer) as permanent_exclusions,
    cast(is_permanent and status = 'notified' as integer) as undecided,
    cast(is_suspension as integer) as suspensions,
    cast(is_lunchtime as integer) as lunchtime_exclusions,
    case
        when is_suspension and days.time_identifier = 'Academic year'
            then hash(reasons.pupil_id, reasons.school_urn)
    end as distinct_one_plus_enrolments
from reasons
inner join days on days.day = reasons.start_date
inner join stg_schools
    on
        stg_schools.school_urn = reasons.school_urn
        and reasons.start_date between stg_schools.found_from and stg_schools.found_to
where stg_schools.phase is not null
