namespace Psono.Server.Http.Bodies;

/// <summary>What one request holds of the budget, until it is answered and this is disposed.</summary>
/// <param name="Budget">Where it goes back to.</param>
/// <param name="Address">Whose it counts for.</param>
/// <param name="IsStranger">The request has neither a session nor another proof that it is from somebody known.</param>
/// <param name="Bytes">How much it is.</param>
internal sealed record BodyShare(BodyBudget Budget, string Address, bool IsStranger, int Bytes) : IDisposable
{
    public void Dispose() => Budget.GiveBack(this);
}
