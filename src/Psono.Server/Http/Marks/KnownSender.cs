namespace Psono.Server.Http.Marks;

/// <summary>
/// Marks an endpoint without a session whose senders may say who they are before their body. The check throws the refusal of somebody who
/// may not send it, and is false for who says nothing.
/// </summary>
internal sealed record KnownSender(Func<HttpContext, ValueTask<bool>> CheckAsync);
