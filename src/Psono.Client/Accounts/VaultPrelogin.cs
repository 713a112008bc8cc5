using System.Text.Json;
using Psono.Client.Http;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Sessions;

namespace Psono.Client.Accounts;

/// <summary>Asks how an account's password is hashed, and believes no server that would make it cheap to guess.</summary>
internal static class VaultPrelogin
{
    public static async Task<HashingParameters> AskAsync(HttpTransport transport, string username, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new PreloginRequest { Username = username }, PsonoJsonContext.Wire.PreloginRequest);
        var answer = await transport.SendAsync(
            HttpMethod.Post, "authentication/prelogin/", body, repeatable: true, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        if (!answer.IsSuccess)
            throw ServerErrors.Refusal(answer);
        var prelogin = answer.Read(PsonoJsonContext.Wire.PreloginResponse);
        return Check(prelogin.HashingAlgorithm, prelogin.HashingParameters);
    }

    public static HashingParameters Check(string algorithm, HashingParameters cost)
    {
        if (algorithm != "scrypt")
            throw new PsonoApiException(PsonoFailure.UnexpectedAnswer, "the server asks for a password hash other than scrypt");
        if (!cost.MeetsMinimum)
            throw new PsonoApiException(
                PsonoFailure.UnexpectedAnswer, "the server asks for a weaker password hash than the minimum: nothing was sent");
        try
        {
            return cost.Strengthen();
        }
        catch (ArgumentException e)
        {
            throw new PsonoApiException(
                PsonoFailure.UnexpectedAnswer, "the server asks for a password hash that costs more than it may", e);
        }
    }
}
