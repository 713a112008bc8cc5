using Psono.Protocol.Secrets;

namespace Psono.Web.Secrets;

/// <summary>A secret as it was read.</summary>
/// <param name="Content">What is in it.</param>
/// <param name="WriteDate">When it was written, as the server said: what is put into it is stored only if nobody wrote since.</param>
internal sealed record SecretVersion(SecretContent Content, string? WriteDate);
