using System.Text;
using System.Text.Json;
using Psono.Client.Http;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Encodings;
using Psono.Protocol.Info;

namespace Psono.Client;

/// <summary>Who a server says it is, signed with its key. The key is trusted on first use and must stay the same from then on.</summary>
public sealed class ServerIdentity
{
    private ServerIdentity(ServerInfo info, string verifyKey, PublicKey publicKey)
    {
        Info = info;
        VerifyKey = verifyKey;
        PublicKey = publicKey;
    }

    /// <summary>Gets what the server says about itself.</summary>
    public ServerInfo Info { get; }

    /// <summary>Gets the key that signed it: 64 hex digits. This is what a user compares and a client remembers.</summary>
    public string VerifyKey { get; }

    /// <summary>Gets the server's time when it told who it is.</summary>
    public DateTimeOffset? ServerTime { get; private init; }

    /// <summary>Gets the key to which logins are sealed.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>Asks a server who it is, checks its signature, and whether its key is trusted.</summary>
    /// <param name="transport">The connection to the server.</param>
    /// <param name="trustedKey">The verify key that was trusted before; <see langword="null"/> for a server that is not known.</param>
    /// <param name="trust">Asked whether to trust a server that is not known.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The server's identity.</returns>
    /// <exception cref="PsonoApiException">
    /// There is no Psono server, its signature is wrong, its key is another, or it is not trusted.
    /// </exception>
    public static async Task<ServerIdentity> FetchAsync(
        HttpTransport transport, string? trustedKey, Func<ServerIdentity, bool> trust, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(trust);
        var answer = await transport.SendAsync(HttpMethod.Get, "info/", json: null, repeatable: true, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        if (!answer.IsSuccess)
            throw ServerErrors.Refusal(answer);

        var identity = Verify(answer.Read(PsonoJsonContext.Default.InfoResponse), answer.Date);
        if (trustedKey is null && !trust(identity))
            throw new PsonoApiException(PsonoFailure.ServerNotTrusted, "the server's key is not trusted");
        if (trustedKey is not null && !identity.VerifyKey.Equals(trustedKey, StringComparison.OrdinalIgnoreCase))
        {
            throw new PsonoApiException(
                PsonoFailure.ServerKeyChanged,
                $"the server's key is {identity.VerifyKey}, but {trustedKey} is trusted: this may be another server that poses as yours");
        }

        return identity;
    }

    private static ServerIdentity Verify(InfoResponse response, DateTimeOffset? serverTime)
    {
        if (!Hex.TryDecode(response.VerifyKey, out var key)
            || !Hex.TryDecode(response.Signature, out var signature)
            || !Ed25519.Verify(key, Encoding.UTF8.GetBytes(response.Info), signature))
            throw new PsonoApiException(PsonoFailure.NotAuthentic, "the server's signature over its identity is wrong");

        try
        {
            var info = JsonSerializer.Deserialize(response.Info, PsonoJsonContext.Default.ServerInfo);
            if (info is not null && PublicKey.TryFromHex(info.PublicKey, out var publicKey))
                return new ServerIdentity(info, Convert.ToHexStringLower(key), publicKey!) { ServerTime = serverTime };
        }
        catch (JsonException)
        {
            // Falls through: signed or not, it is not what a Psono server says.
        }

        throw new PsonoApiException(PsonoFailure.UnexpectedAnswer, "the server's identity is not that of a Psono server");
    }
}
