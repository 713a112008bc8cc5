using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Vault;

namespace Psono.Web.Services;

/// <summary>Asks the server about the session of an account: whether it still knows it, and what it wants first.</summary>
internal sealed class SessionCheck(ServerLink server)
{
    /// <summary>Whether the account needs a second factor before anything else; null: the session has ended.</summary>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public async Task<bool?> AskAsync(VaultSession session, VaultClient vault, CancellationToken cancellationToken)
    {
        try
        {
            await vault.Datastore.GetIdAsync(cancellationToken);
            return false;
        }
        catch (PsonoApiException e) when (e.ServerCode == "SECOND_FACTOR_SETUP_REQUIRED")
        {
            return true;
        }
        catch (PsonoApiException e) when (e.Failure == PsonoFailure.Refused && session.RequiresPasswordChange)
        {
            // So far, the server names no other reason.
            using var transport = server.Connect();
            return await NeedsFactorAsync(await ServerLink.VerifyAsync(transport, cancellationToken), vault, cancellationToken);
        }
        catch (PsonoApiException e) when (e.Failure == PsonoFailure.SessionEnded)
        {
            return null;
        }
    }

    /// <summary>Whether the server wants every account to have a second factor, and this one has none.</summary>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public static async Task<bool> NeedsFactorAsync(ServerIdentity identity, VaultClient vault, CancellationToken cancellationToken) =>
        identity.Info.EnforceSecondFactor == true
        && (await vault.SecondFactors.ListAsync(cancellationToken)).All(factor => !factor.Active);
}
