namespace Psono.Cli.Supervision;

/// <summary>A process as a list of all of them shows it.</summary>
internal readonly record struct ProcessEntry(int Process, int Parent, bool IsAlive);
