namespace Psono.Server.Http.Marks;

/// <summary>Marks an endpoint that stays open for an account which has to set up a second factor before anything else.</summary>
internal sealed record OpenWithoutSecondFactor;
