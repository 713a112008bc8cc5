using System.Text.Json.Nodes;
using Psono.Client.Accounts;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault.SecondFactors;

/// <summary>Methods of two-step login as people and scripts get them.</summary>
internal static class SecondFactorView
{
    public static string Kind(SecondFactorKind kind) => kind switch
    {
        SecondFactorKind.Totp => "totp",
        SecondFactorKind.YubiKey => "yubikey",
        _ => "webauthn",
    };

    public static string[] ToRow(VaultSecondFactor factor) =>
    [
        $"{factor.Id}",
        Kind(factor.Kind),
        factor.Active ? "active" : "not confirmed",
        Printable.Of(factor.Title),
    ];

    public static JsonObject ToJson(VaultSecondFactor factor) => new()
    {
        ["id"] = $"{factor.Id}",
        ["kind"] = Kind(factor.Kind),
        ["active"] = factor.Active,
        ["title"] = factor.Title,
    };
}
