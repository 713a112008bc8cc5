using Psono.Client.Http;
using Psono.Client.Vault;
using Psono.Protocol;
using Psono.Protocol.Recovery;

namespace Psono.Client.Accounts;

/// <summary>
/// The emergency codes of an account: whoever has one gets a session after a waiting time in which the owner can delete it (protocol
/// part 3, section 11).
/// </summary>
public sealed class VaultEmergencyCodes
{
    private readonly SealedTransport _session;
    private readonly VaultKeys _keys;

    internal VaultEmergencyCodes(SealedTransport session, VaultKeys keys)
    {
        _session = session;
        _keys = keys;
    }

    /// <summary>Lists the codes.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The codes, oldest first; those that somebody uses have an activation date.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public async Task<IReadOnlyList<EmergencyCodeEntry>> ListAsync(CancellationToken cancellationToken = default)
    {
        var answer = await _session.GetAsync("emergencycode/", PsonoJsonContext.Wire.EmergencyCodesResponse, cancellationToken)
            .ConfigureAwait(false);
        return answer.EmergencyCodes;
    }

    /// <summary>Makes a code.</summary>
    /// <param name="username">Name of the account.</param>
    /// <param name="description">What to call it, at most 256 characters.</param>
    /// <param name="delay">How long whoever uses it has to wait, in whole seconds.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The code, which nobody else has. The caller disposes of it.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public async Task<RecoveryCode> CreateAsync(
        string username, string description, TimeSpan delay, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(username);
        ArgumentNullException.ThrowIfNull(description);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        var code = RecoveryCode.Generate();
        try
        {
            var sauce = CodeKeys.NewSauce();
            var keys = code.Seal(sauce, _keys.UserPrivateKey, _keys.UserSecretKey);
            var request = new CreateEmergencyCodeRequest
            {
                Description = description,
                ActivationDelay = (long)delay.TotalSeconds,
                EmergencyAuthkey = code.AuthKey(username),
                EmergencyData = keys.Text,
                EmergencyDataNonce = keys.Nonce,
                EmergencySauce = sauce,
            };
            await _session.SendAsync(
                HttpMethod.Post, "emergencycode/", request, PsonoJsonContext.Wire.CreateEmergencyCodeRequest, cancellationToken)
                .ConfigureAwait(false);
            return code;
        }
        catch
        {
            code.Dispose();
            throw;
        }
    }

    /// <summary>Deletes a code. Servers of this project end the sessions that were opened with it.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when the code is deleted.</returns>
    /// <exception cref="PsonoApiException">The request failed, or there is no such code.</exception>
    public Task DeleteAsync(Guid id, CancellationToken cancellationToken = default)
    {
        var request = new DeleteEmergencyCodeRequest { EmergencyCodeId = id };
        return _session.SendAsync(
            HttpMethod.Delete, "emergencycode/", request, PsonoJsonContext.Wire.DeleteEmergencyCodeRequest, cancellationToken);
    }

    /// <summary>
    /// Uses a code: begins to wait, asks for how long yet, or logs in. The session reads and changes secrets; servers of this project let
    /// it do nothing that would outlive the code.
    /// </summary>
    /// <param name="transport">The connection to the server.</param>
    /// <param name="server">The server, which the caller trusts.</param>
    /// <param name="username">Name of the account.</param>
    /// <param name="code">The emergency code.</param>
    /// <param name="time">The clock.</param>
    /// <param name="deviceDescription">What the owner's list of sessions shows; the name of the machine by default.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The session, or how long to wait.</returns>
    /// <exception cref="PsonoApiException">A request failed, the code is incorrect, or something does not open.</exception>
    public static Task<EmergencyLoginResult> LoginAsync(
        HttpTransport transport, ServerIdentity server, string username, RecoveryCode code, TimeProvider time,
        string? deviceDescription = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(username);
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(time);
        return new EmergencyLogin(transport, server, username, time, deviceDescription).RunAsync(code, cancellationToken);
    }
}
