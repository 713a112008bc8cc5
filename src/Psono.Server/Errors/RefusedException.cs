using Psono.Server.Http;

namespace Psono.Server.Errors;

/// <summary>A request that is refused before its handler could say so: while its body is read.</summary>
internal sealed class RefusedException(Answer answer) : Exception("the request is refused")
{
    public Answer Answer => answer;
}
