using System.Security.Cryptography;
using System.Text.Json;
using Psono.Client.Http;
using Psono.Client.Vault;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.DeviceCodes;

namespace Psono.Client.Accounts;

/// <summary>Approves devices that ask for a session of this account: the other end of <see cref="DeviceLogin"/>.</summary>
public sealed class VaultDevices
{
    private readonly HttpTransport _transport;
    private readonly SealedTransport _session;
    private readonly VaultSession _kept;

    internal VaultDevices(HttpTransport transport, SealedTransport session, VaultSession kept)
    {
        _transport = transport;
        _session = session;
        _kept = kept;
    }

    /// <summary>Checks that a URL belongs to the session's server, and asks what the device says about itself.</summary>
    /// <param name="url">The URL that the device shows.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>What the device says; <see langword="null"/> if the server is a stock one, which does not tell.</returns>
    /// <exception cref="PsonoApiException">The URL is of another server, or there is no such device code.</exception>
    public async Task<DeviceCodeDescription?> DescribeAsync(DeviceCodeUrl url, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(url);
        var server = await ServerIdentity.FetchAsync(_transport, _kept.ServerVerifyKey, static _ => false, cancellationToken)
            .ConfigureAwait(false);
        if (!url.IsOf(server.Info.WebClient))
        {
            throw new PsonoApiException(
                PsonoFailure.OtherServer, $"the URL is of the web vault at {url.WebClient}, but {_kept.ServerUrl} has another one");
        }

        return server.Info.PsonoNet is { DeviceCode: >= 1 }
            ? await _session.GetAsync($"device-code/{url.Id}/", PsonoJsonContext.Wire.DeviceCodeDescription, cancellationToken)
                .ConfigureAwait(false)
            : null;
    }

    /// <summary>Hands the complete keys of the account over to the device, which gets a session as well.</summary>
    /// <param name="url">The URL that the device shows, checked by <see cref="DescribeAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when the device is approved.</returns>
    /// <exception cref="PsonoApiException">The code was used or has expired, or the request failed.</exception>
    public async Task ApproveAsync(DeviceCodeUrl url, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(url);
        var credentials = new DeviceCodeCredentials
        {
            UserPrivateKey = _kept.UserPrivateKey,
            UserSecretKey = _kept.UserSecretKey,
            UserSauce = _kept.UserSauce
                ?? throw new PsonoApiException(
                    PsonoFailure.SessionEnded, "this session is from an earlier version and lacks something that devices ask for"),
        };
        var json = JsonSerializer.SerializeToUtf8Bytes(credentials, PsonoJsonContext.Wire.DeviceCodeCredentials);
        var handedOver = SecretBox.Seal(url.Key, json);
        CryptographicOperations.ZeroMemory(json);
        var request = new ClaimDeviceCodeRequest { EncryptedCredentials = handedOver.Text, EncryptedCredentialsNonce = handedOver.Nonce };
        await _session.SendAsync(
            HttpMethod.Put, $"device-code/{url.Id}/claim/", request, PsonoJsonContext.Wire.ClaimDeviceCodeRequest, cancellationToken)
            .ConfigureAwait(false);
    }
}
