using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>Answer of <c>GET /admin/info/</c>. Protocol part 4, section 1.3.</summary>
public sealed record AdminInfoResponse
{
    /// <summary>As in <c>/info/</c>.</summary>
    [JsonPropertyName("info")]
    public required string Info { get; init; }

    /// <summary>As in <c>/info/</c>.</summary>
    [JsonPropertyName("signature")]
    public required string Signature { get; init; }

    /// <summary>As in <c>/info/</c>.</summary>
    [JsonPropertyName("verify_key")]
    public required string VerifyKey { get; init; }

    /// <summary>Accounts that are not disabled.</summary>
    [JsonPropertyName("user_count_active")]
    public required int UserCountActive { get; init; }

    /// <summary>All accounts.</summary>
    [JsonPropertyName("user_count_total")]
    public required int UserCountTotal { get; init; }

    /// <summary>Active sessions.</summary>
    [JsonPropertyName("token_count_total")]
    public required int TokenCountTotal { get; init; }

    /// <summary>Their devices.</summary>
    [JsonPropertyName("token_count_device")]
    public required int TokenCountDevice { get; init; }

    /// <summary>Their accounts.</summary>
    [JsonPropertyName("token_count_user")]
    public required int TokenCountUser { get; init; }

    /// <summary>Months with a registration, ascending.</summary>
    [JsonPropertyName("registrations_over_month")]
    public required IReadOnlyList<AdminRegistrationsOfMonth> RegistrationsOverMonth { get; init; }

    /// <summary>Today and the 16 days before, ascending.</summary>
    [JsonPropertyName("registrations_over_day")]
    public required IReadOnlyList<AdminRegistrationsOfDay> RegistrationsOverDay { get; init; }

    /// <summary>None here.</summary>
    [JsonPropertyName("fileserver")]
    public IReadOnlyList<string> Fileserver { get; init; } = [];

    /// <summary>The ten newest accounts, newest first.</summary>
    [JsonPropertyName("registrations")]
    public required IReadOnlyList<AdminRegistration> Registrations { get; init; }
}
