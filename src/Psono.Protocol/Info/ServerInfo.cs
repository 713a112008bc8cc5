using System.Text.Json.Serialization;

namespace Psono.Protocol.Info;

/// <summary>The members of <see cref="InfoResponse.Info"/> that our clients read.</summary>
public sealed record ServerInfo
{
    /// <summary>For example <c>7.2.3 (Build 2c4590d8)</c>: three parts separated by blanks.</summary>
    [JsonPropertyName("version")]
    public required string Version { get; init; }

    /// <summary><c>CE</c> or <c>EE</c>.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>X25519 public key of the server: 64 hex digits.</summary>
    [JsonPropertyName("public_key")]
    public required string PublicKey { get; init; }

    /// <summary>Version of the API, 1.</summary>
    [JsonPropertyName("api")]
    public int Api { get; init; }

    /// <summary>Address of the web vault.</summary>
    [JsonPropertyName("web_client")]
    public string? WebClient { get; init; }

    /// <summary>For example <c>AUTHKEY</c>.</summary>
    [JsonPropertyName("authentication_methods")]
    public IReadOnlyList<string>? AuthenticationMethods { get; init; }

    /// <summary>Second factors that can be set up: <c>google_authenticator</c>, <c>webauthn</c>, <c>yubikey_otp</c>, <c>duo</c>.</summary>
    [JsonPropertyName("allowed_second_factors")]
    public IReadOnlyList<string>? AllowedSecondFactors { get; init; }

    /// <summary>Whether a login has to solve all second factors of the account, not only one.</summary>
    [JsonPropertyName("multifactor_enabled")]
    public bool MultifactorEnabled { get; init; }

    /// <summary>Whether an account without a second factor has to set one up before anything else.</summary>
    [JsonPropertyName("compliance_enforce_2fa")]
    public bool? EnforceSecondFactor { get; init; }

    /// <summary>Whether nobody can make or use a recovery code here.</summary>
    [JsonPropertyName("compliance_disable_recovery_codes")]
    public bool? DisableRecoveryCodes { get; init; }

    /// <summary>How long a master password has to be at least; absent: 14.</summary>
    [JsonPropertyName("compliance_min_master_password_length")]
    public int? MinMasterPasswordLength { get; init; }

    /// <summary>How many of digits, upper case, lower case and others a master password has to have at least; absent: 2.</summary>
    [JsonPropertyName("compliance_min_master_password_complexity")]
    public int? MinMasterPasswordComplexity { get; init; }

    /// <summary>What this server offers beyond the stock protocol; absent on a stock server.</summary>
    [JsonPropertyName("psono_net")]
    public ServerExtensions? PsonoNet { get; init; }
}
