using System.Text.Json.Serialization;
using Psono.Protocol.Cryptography;

namespace Psono.Protocol.Sessions;

/// <summary>How the password of an account is hashed; the defaults for an unknown account.</summary>
public sealed record PreloginResponse
{
    /// <summary>Cost of the hash.</summary>
    [JsonPropertyName("hashing_parameters")]
    public required HashingParameters HashingParameters { get; init; }

    /// <summary>Always <c>scrypt</c>.</summary>
    [JsonPropertyName("hashing_algorithm")]
    public required string HashingAlgorithm { get; init; }
}
