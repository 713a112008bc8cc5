using Psono.Client.Http;
using Psono.Protocol;
using Psono.Protocol.Administration;

namespace Psono.Client.Vault;

/// <summary>
/// What an administrator manages: accounts, their sessions, invitations (protocol part 4, section 1; part 5, section 20). Nothing of it
/// reads what is in an account.
/// </summary>
public sealed class VaultAdministration
{
    private const string Users = "admin/user/";
    private const string Sessions = "admin/session/";
    private const string Invitations = "admin/invitation/";

    private readonly SealedTransport _session;

    internal VaultAdministration(SealedTransport session) => _session = session;

    /// <summary>Asks whether the account is an administrator's, and the server lets administrators manage accounts.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>Whether the other calls may be made; false on stock servers, which do not tell.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public async Task<bool> IsAllowedAsync(CancellationToken cancellationToken = default)
    {
        var status = await _session.GetAsync("user/status/", PsonoJsonContext.Wire.UserStatusResponse, cancellationToken)
            .ConfigureAwait(false);
        return status.PsonoNet is { Administrator: true };
    }

    /// <summary>Lists all accounts.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The accounts, by user name.</returns>
    /// <exception cref="PsonoApiException">The request failed, or the account is not an administrator's.</exception>
    public async Task<IReadOnlyList<AdminUserEntry>> ListUsersAsync(CancellationToken cancellationToken = default)
    {
        var answer = await _session.GetAsync(Users + "?ordering=username", AdminJsonContext.Wire.AdminUsersResponse, cancellationToken)
            .ConfigureAwait(false);
        return answer.Users;
    }

    /// <summary>Reads one account.</summary>
    /// <param name="id">The id of the account.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The account with its sessions.</returns>
    /// <exception cref="PsonoApiException">The request failed, or there is no such account.</exception>
    public Task<AdminUserResponse> ReadUserAsync(Guid id, CancellationToken cancellationToken = default) =>
        _session.GetAsync($"{Users}{id}/", AdminJsonContext.Wire.AdminUserResponse, cancellationToken);

    /// <summary>Changes an account: disables or enables it, makes it an administrator's or an ordinary one.</summary>
    /// <param name="change">What is to be set; what is null stays as it is.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when it is changed.</returns>
    /// <exception cref="PsonoApiException">The request failed, or there is no such account.</exception>
    public Task ChangeUserAsync(AdminUpdateUserRequest change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return _session.SendAsync(HttpMethod.Put, Users, change, AdminJsonContext.Wire.AdminUpdateUserRequest, cancellationToken);
    }

    /// <summary>Deletes an account with everything that nobody else can access.</summary>
    /// <param name="id">The id of the account.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when it is gone.</returns>
    /// <exception cref="PsonoApiException">The request failed, or there is no such account.</exception>
    public Task DeleteUserAsync(Guid id, CancellationToken cancellationToken = default) => _session.SendAsync(
        HttpMethod.Delete, Users, new AdminDeleteUserRequest { UserId = id }, AdminJsonContext.Wire.AdminDeleteUserRequest,
        cancellationToken);

    /// <summary>Removes all methods of two-step login of an account, for somebody who lost them.</summary>
    /// <param name="user">The account, as it was read.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>A task that ends when the password is enough.</returns>
    /// <exception cref="PsonoApiException">A request failed.</exception>
    public async Task ResetSecondFactorsAsync(AdminUserResponse user, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        foreach (var factor in user.GoogleAuthenticators)
            await RemoveAsync("admin/google-authenticator/", new() { GoogleAuthenticatorId = factor.Id }, cancellationToken)
                .ConfigureAwait(false);
        foreach (var factor in user.YubikeyOtps)
            await RemoveAsync("admin/yubikey-otp/", new() { YubikeyOtpId = factor.Id }, cancellationToken)
                .ConfigureAwait(false);
        foreach (var factor in user.Webauthns)
            await RemoveAsync("admin/webautn/", new() { WebauthnId = factor.Id }, cancellationToken)
                .ConfigureAwait(false);
    }

    /// <summary>Ends a session of any account.</summary>
    /// <param name="id">The id of the session.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when it is over.</returns>
    /// <exception cref="PsonoApiException">The request failed, or there is no such session.</exception>
    public Task EndSessionAsync(Guid id, CancellationToken cancellationToken = default) => _session.SendAsync(
        HttpMethod.Delete, Sessions, new AdminEndSessionRequest { SessionId = id }, AdminJsonContext.Wire.AdminEndSessionRequest,
        cancellationToken);

    /// <summary>Lists the invitations that nobody used yet.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The invitations, by user name.</returns>
    /// <exception cref="PsonoApiException">The request failed, or the account is not an administrator's.</exception>
    public async Task<IReadOnlyList<AdminInvitationEntry>> ListInvitationsAsync(CancellationToken cancellationToken = default)
    {
        var answer = await _session.GetAsync(Invitations, AdminJsonContext.Wire.AdminInvitationsResponse, cancellationToken)
            .ConfigureAwait(false);
        return answer.Invitations;
    }

    /// <summary>Invites somebody: makes a link with which one person can register under one user name.</summary>
    /// <param name="request">Who is invited.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The link.</returns>
    /// <exception cref="PsonoApiException">The request failed, or there is an account with that name or address.</exception>
    public Task<AdminInviteResponse> InviteAsync(AdminInviteRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _session.SendAsync(
            HttpMethod.Post, Invitations, request, AdminJsonContext.Wire.AdminInviteRequest, AdminJsonContext.Wire.AdminInviteResponse,
            cancellationToken);
    }

    /// <summary>Revokes an invitation: its link stops working.</summary>
    /// <param name="id">The id of the invitation.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when it is revoked.</returns>
    /// <exception cref="PsonoApiException">The request failed, or there is no such invitation.</exception>
    public Task RevokeInvitationAsync(Guid id, CancellationToken cancellationToken = default) => _session.SendAsync(
        HttpMethod.Delete, Invitations, new AdminRevokeInvitationRequest { InvitationId = id },
        AdminJsonContext.Wire.AdminRevokeInvitationRequest, cancellationToken);

    private Task<HttpAnswer> RemoveAsync(string path, AdminRemoveFactorRequest request, CancellationToken cancellationToken) =>
        _session.SendAsync(HttpMethod.Delete, path, request, AdminJsonContext.Wire.AdminRemoveFactorRequest, cancellationToken);
}
