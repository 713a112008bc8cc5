using Psono.Server.Http.Fields;

namespace Psono.Server.Recovery;

/// <summary>What a client sends of a new code: what opens the account's keys, and how whoever has the code is known.</summary>
internal sealed record SealedKeys(string Authkey, string Data, string DataNonce, string Sauce)
{
    /// <summary>Clients send 372 digits.</summary>
    private const int MaxData = 4096;

    /// <param name="fields">The request.</param>
    /// <param name="kind">With what the names of the fields begin.</param>
    public static SealedKeys Read(RequestFields fields, string kind) => new(
        fields.Text($"{kind}_authkey", max: 128),
        fields.Hex($"{kind}_data", max: MaxData),
        fields.Hex($"{kind}_data_nonce", max: 64),
        fields.Text($"{kind}_sauce", max: 64));
}
