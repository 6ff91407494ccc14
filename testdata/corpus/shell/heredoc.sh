cat > /x.sh <<EOF && sh /x.sh
python $A ${B:-"c $(d)"}
EOF
