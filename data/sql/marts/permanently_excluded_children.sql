-- Grain: one permanently excluded child in one period, by its first exclusion there. By home
-- district. Provision counts where it is in place on the sixth school day.
with excluded as (
    select
        stg_exclusions.*,
        sixth_days.sixth_day
    from stg_exclusions
    left join sixth_days on sixth_days.start_date = stg_exclusions.start_date
    where
        stg_exclusions.is_permanent
        and stg_exclusions.status != 'withdrawn'
        -- Reinstated before the sixth day: the duty never arose.
        and not (
            stg_exclusions.status = 'overturned'
            and coalesce(stg_exclusions.status_date <= sixth_days.sixth_day, true)
        )
),

provided as (
    select
        excluded.exclusion_id,
        bool_or(coalesce(provision.full_time, false)) as full_time,
        bool_or(provision.start_date is not null and provision.full_time is null) as not_stated
    from excluded
    left join provision
        on
            provision.pupil_id = excluded.pupil_id
            and provision.start_date <= excluded.sixth_day
            and provision.open_to >= excluded.sixth_day
    group by excluded.exclusion_id
),

in_periods as (
    select
        days.time_period,
        days.time_identifier,
        excluded.*,
        provided.full_time,
        excluded.sixth_day is null or (provided.not_stated and not provided.full_time) as unknown,
        row_number() over (
            partition by excluded.pupil_id, days.time_period, days.time_identifier
            order by excluded.start_date, excluded.school_urn, excluded.exclusion_id
        ) as nth
    from excluded
    inner join provided on provided.exclusion_id = excluded.exclusion_id
    inner join days on days.day = excluded.start_date
)

select
    time_period,
    time_identifier,
    home_area as district,
    sex,
    sen_provision,
    fsm_eligible,
    ethnicity_group,
    nc_year,
    pupil_id as child,
    1 as children,
    cast(not unknown as integer) as known,
    cast(not unknown and full_time as integer) as by_sixth_day,
    cast(not unknown and not full_time as integer) as not_by_sixth_day,
    cast(unknown as integer) as unknown
from in_periods
where nth = 1
