using Psono.Client.Http;

namespace Psono.Client.ApiKeys;

/// <summary>Turns a status other than 2xx into one line.</summary>
internal static class ApiKeyErrors
{
    /// <summary>What stock servers mean by nearly every 400 of these routes; their own word for it gets lost on the way.</summary>
    private const string NoPermission = "NO_PERMISSION_OR_NOT_EXIST";

    public static PsonoApiException Refusal(HttpAnswer answer, string what)
    {
        var said = ServerErrors.CodeOf(answer.Body);
        var code = said ?? (answer.Status == 400 ? NoPermission : null);
        var because = code ?? $"status {answer.Status}";
        var (failure, message) = answer.Status switch
        {
            404 or 405 when code is null =>
                (PsonoFailure.UnexpectedAnswer, $"there is no Psono server at this URL (status {answer.Status})"),
            429 => (PsonoFailure.RateLimited, $"the server refused {what}: too many requests{ServerErrors.TryAgain(answer)}"),
            503 or 504 when answer.IsOutcomeUnknown => (PsonoFailure.ServerError, ServerErrors.OutcomeUnknown),
            507 => (PsonoFailure.ServerError, ServerErrors.DiskFull),
            503 or 504 when answer.RetryAfter is not null =>
                (PsonoFailure.ServerError, $"the server is too busy {what}{ServerErrors.TryAgain(answer)}"),
            >= 500 => (PsonoFailure.ServerError, $"the server failed {what}: {because}"),
            _ => (PsonoFailure.Refused, $"the server refused {what}: {because}"),
        };
        return new PsonoApiException(failure, message)
        {
            Status = answer.Status,
            ServerCode = code,
            RetryAfter = answer.RetryAfter,
            IsBare = said is null && code is not null,
            IsOfServer = said is not null || (code is not null && ServerErrors.IsBare(answer.Body)),
        };
    }
}
