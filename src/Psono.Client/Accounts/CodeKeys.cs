using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Recovery;

namespace Psono.Client.Accounts;

/// <summary>What recovery and emergency codes are alike in: they open the keys of an account, with which a client proves itself.</summary>
internal static class CodeKeys
{
    public static string NewSauce() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>
    /// Opens the keys. A salt with '@' could be the user name: then the key would follow from what the server gets as proof of the code, or
    /// of the new password.
    /// </summary>
    public static VaultKeys Open(RecoveryCode code, string sauce, SealedText sealedKeys, string userSauce)
    {
        if (sauce.Contains('@', StringComparison.Ordinal) || userSauce.Contains('@', StringComparison.Ordinal))
            throw NotAuthentic("the server's salt for the account's keys is not one that a client makes");
        var keys = code.Open(sauce, sealedKeys) ?? throw NotAuthentic("what the server keeps for the code does not open with it");
        return new VaultKeys(VaultKeys.Parse(keys.UserSecretKey), VaultKeys.Parse(keys.UserPrivateKey));
    }

    /// <summary>Seals from the account's private key to the server's key of the moment.</summary>
    public static SealedText Prove<T>(VaultKeys keys, string verifier, T proof, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(proof, type);
        try
        {
            return PublicKey.TryFromHex(verifier, out var key)
                ? Box.Seal(keys.UserPrivateKey, key!, json)
                : throw NotAuthentic("the server's key of the moment is none");
        }
        catch (CryptographicException e)
        {
            throw new PsonoApiException(PsonoFailure.NotAuthentic, "the server's key of the moment is none", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }

    public static PsonoApiException NotAuthentic(string message) => new(PsonoFailure.NotAuthentic, message);
}
