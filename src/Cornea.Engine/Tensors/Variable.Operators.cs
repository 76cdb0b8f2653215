namespace Cornea;

/// <content>Arithmetic of variables with numbers and with each other; with tensors the tensors' operators do.</content>
public sealed partial class Variable
{
    /// <summary>The sum, element by element with broadcasting, of what the variables hold when it is computed.</summary>
    public static Tensor operator +(Variable a, Variable b) => a.Value + b.Value;

    /// <summary>The sum of each element and a number.</summary>
    public static Tensor operator +(Variable a, double b) => a.Value + b;

    /// <summary>The sum of a number and each element.</summary>
    public static Tensor operator +(double a, Variable b) => a + b.Value;

    /// <summary>The difference, element by element with broadcasting, of what the variables hold when it is computed.</summary>
    public static Tensor operator -(Variable a, Variable b) => a.Value - b.Value;

    /// <summary>The difference of each element and a number.</summary>
    public static Tensor operator -(Variable a, double b) => a.Value - b;

    /// <summary>The difference of a number and each element.</summary>
    public static Tensor operator -(double a, Variable b) => a - b.Value;

    /// <summary>The product, element by element with broadcasting, of what the variables hold when it is computed.</summary>
    public static Tensor operator *(Variable a, Variable b) => a.Value * b.Value;

    /// <summary>The product of each element and a number.</summary>
    public static Tensor operator *(Variable a, double b) => a.Value * b;

    /// <summary>The product of a number and each element.</summary>
    public static Tensor operator *(double a, Variable b) => a * b.Value;

    /// <summary>The quotient, element by element with broadcasting, of what the variables hold when it is computed.</summary>
    public static Tensor operator /(Variable a, Variable b) => a.Value / b.Value;

    /// <summary>The quotient of each element and a number.</summary>
    public static Tensor operator /(Variable a, double b) => a.Value / b;

    /// <summary>The quotient of a number and each element.</summary>
    public static Tensor operator /(double a, Variable b) => a / b.Value;

    /// <summary>The negative of each element.</summary>
    public static Tensor operator -(Variable a) => -a.Value;
}
