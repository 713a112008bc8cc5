namespace Psono.Client.Vault;

/// <summary>Where a device keeps, for each account, which versions of its trees it has seen: a text that is no secret.</summary>
internal interface ITreeMemory
{
    /// <summary>What was written last for the account; null for nothing.</summary>
    string? Read(string account);

    void Write(string account, string text);

    void Forget(string account);
}
