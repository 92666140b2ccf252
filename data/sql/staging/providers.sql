-- Grain: one provider.
create temp table stg_providers as
select
    provider_id,
    provider_name,
    urn,
    setting_type as setting,
    case
        when district is null then 'z'
        when district in (select code from own_districts) then district
        else 'x'
    end as area,
    district,
    framework_from,
    framework_to,
    quality_assured_dates
from providers
