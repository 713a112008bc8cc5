namespace Psono.Server.Secrets;

/// <summary>A secret to be created, with its first link.</summary>
internal sealed record NewSecret(
    Guid LinkId, string Data, string DataNonce, string CallbackUrl, string CallbackUser, string SealedCallbackPass)
{
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>Of the row; the link's own id is the client's.</summary>
    public Guid LinkRowId { get; } = Guid.NewGuid();
}
