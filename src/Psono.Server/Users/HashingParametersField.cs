using System.Text.Json;
using Psono.Protocol;
using Psono.Protocol.Cryptography;

namespace Psono.Server.Users;

/// <summary>How the client turns the password into keys. The server only insists on a minimum.</summary>
internal static class HashingParametersField
{
    public const string Algorithm = "scrypt";

    private static readonly string[] Members = ["u", "r", "p", "l"];

    /// <summary>The default for an absent or empty object; null when a member is missing, no number, or below the minimum.</summary>
    public static HashingParameters? Parse(JsonElement? sent)
    {
        if (sent is not { } value || !value.EnumerateObject().Any())
            return HashingParameters.Default;

        var numbers = new int[Members.Length];
        for (var i = 0; i < Members.Length; i++)
        {
            if (!value.TryGetProperty(Members[i], out var member)
                || member.ValueKind != JsonValueKind.Number
                || !member.TryGetInt32(out numbers[i]))
                return null;
        }

        var parameters = new HashingParameters { U = numbers[0], R = numbers[1], P = numbers[2], L = numbers[3] };
        return parameters.MeetsMinimum ? parameters : null;
    }

    public static string Store(HashingParameters parameters) =>
        JsonSerializer.Serialize(parameters, PsonoJsonContext.Wire.HashingParameters);

    public static HashingParameters Load(string stored) => JsonSerializer.Deserialize(stored, PsonoJsonContext.Wire.HashingParameters)!;
}
